# 两条命令：make serve 装好一切并启动；make test 装好一切并跑全部测试。其余见 make help。
# 每一步都有戳记文件，重复执行只做没做过的事。
.DEFAULT_GOAL := help
.PHONY: help serve test lint types eval doctor clean
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
NEEDED_MB := 1500
PYTEST_PLUGINS_USED := -p anyio -p xdist -p xdist.looponfail -p hypothesispytest
JOBS ?= 2

help:
	@echo "make serve    装好并启动，打开 http://127.0.0.1:8000"
	@echo "make test     装好并跑全部测试（ARGS='tests/tools -x' 只跑一部分）"
	@echo "make lint     代码风格与房间之间的引用    make types   类型"
	@echo "make eval     播放 tests/evals/dev.jsonl   make doctor  自检"
	@echo "make clean    删去虚拟环境与缓存（不动 data/）"

# An environment knows where it was made; in a folder that was moved or copied it is made again.
ifneq ($(shell cat $(VENV)/.created 2>/dev/null),$(CURDIR))
$(shell rm -f $(VENV)/.created)
endif

# A Python that is new enough, a virtual environment that works, room on the disk: each missing thing names its fix.
$(VENV)/.created:
	@set -e; found=""; \
	for name in $(PYTHON) python3.13 python3.12 python3.11 python3.14 python3 python; do \
	  if command -v "$$name" >/dev/null 2>&1 && "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found="$$name"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "没有找到 Python 3.11 或更新的版本（python3 是：$$(python3 --version 2>/dev/null || echo 没有安装)）。"; \
	  echo "请先安装：Debian/Ubuntu 用 sudo apt install python3 python3-venv；macOS 用 brew install python@3.12；"; \
	  echo "或已装在别处：make $(MAKECMDGOALS) PYTHON=/路径/python3.11"; exit 1; \
	fi; \
	free=$$(df -Pk . | awk 'NR==2 {print int($$4/1024)}'); \
	if [ "$$free" -lt $(NEEDED_MB) ]; then \
	  echo "磁盘空间不够：安装约需 $(NEEDED_MB) MB，这里只剩 $$free MB。请腾出空间后再执行一次。"; exit 1; \
	fi; \
	echo "[1/3] 建虚拟环境 $(VENV)（$$($$found --version 2>&1)）"; \
	rm -rf $(VENV); \
	if ! "$$found" -m venv $(VENV); then \
	  rm -rf $(VENV); echo "建不了虚拟环境：缺少 venv 组件。Debian/Ubuntu 请执行 sudo apt install python3-venv，再试一次。"; exit 1; \
	fi; \
	printf '%s\n' "$(CURDIR)" > $@

# $(1): extras, $(2): what for. uv is several times faster; where it is missing or fails, pip does the same.
define install
	@set -e; "$(BIN)/python" -c '' 2>/dev/null || { echo "虚拟环境坏了（换过系统的 Python？）。请执行 make clean 后再试。"; exit 1; }; \
	echo "[2/3] 安装依赖（$(2)）：约 150 个包，第一次要一到几分钟"; \
	if command -v uv >/dev/null 2>&1 && uv pip install -p "$(BIN)/python" -c constraints.txt -e ".$(1)"; then :; \
	elif { "$(BIN)/python" -m pip install --disable-pip-version-check -c constraints.txt -e ".$(1)" || echo "pip failed"; } \
	  | awk '!/already satisfied/ {print} /^pip failed$$/ {failed=1} END {exit failed}'; then :; \
	else \
	  echo; echo "依赖没有装成。常见原因：网络或镜像不通（可设 PIP_INDEX_URL 换镜像）；磁盘剩 $$(df -Ph . | awk 'NR==2 {print $$4}')。"; \
	  echo "改好后重新执行同一条命令，会从断处继续。"; exit 1; \
	fi; \
	touch $@
endef

$(VENV)/.serve: $(VENV)/.created pyproject.toml constraints.txt
	$(call install,,运行)

$(VENV)/.test: $(VENV)/.created pyproject.toml constraints.txt
	$(call install,[test],运行与测试)
	@touch $(VENV)/.serve

$(VENV)/.lint: $(VENV)/.test pyproject.toml constraints.txt
	$(call install,[test$(comma)lint],运行、测试与检查)

comma := ,

serve: $(VENV)/.serve
	@echo "[3/3] 启动（第一次会先建检索索引）"
	@$(BIN)/opc serve

test: $(VENV)/.test
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || \
	  echo "提示：没有找到 Chromium，网页测试会注明跳过。Debian/Ubuntu：sudo apt install chromium fonts-noto-cjk"
	@echo "[3/3] 跑测试（$(JOBS) 个进程）"
	@PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(BIN)/python -m pytest $(PYTEST_PLUGINS_USED) -n $(JOBS) --dist worksteal $(or $(ARGS),tests)

lint: $(VENV)/.lint
	@$(BIN)/python -m ruff check .
	@$(BIN)/lint-imports

types: $(VENV)/.lint
	@$(BIN)/python -m mypy

eval: $(VENV)/.serve
	@$(BIN)/opc eval tests/evals/dev.jsonl $(ARGS)

doctor: $(VENV)/.serve
	@$(BIN)/opc doctor

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find agent tools knowledge ui tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
