"""The error tree of all rooms.

    AssistantError                 anything a person can be told: Chinese detail, and what to do next
    ├── PolicyDataError            the policy bundle is wrong (knowledge); names file, field and value
    ├── IndexUnusable              the search index cannot be opened or built (knowledge)
    ├── InvalidFacts               a fact is unknown, malformed or absurd (tools); names the field
    │   └── MissingFacts           a fact that the calculation needs was not given (tools)
    ├── UnknownPolicyPart          no such measure, section or policy (tools)
    ├── SettingsError              an OPC_* setting is wrong or unsafe (agent)
    ├── MessageRejected            a chat message that cannot be taken (agent): empty, control characters
    │   └── MessageTooLong         over the length limit
    ├── NotFound                   a session, ticket or file that is not there for this caller (agent)
    ├── SessionBusy                the session is answering another message (agent)
    ├── NotAllowed                 missing or wrong key (ui); 401
    │   └── Forbidden              known, but not from here (ui); 403
    ├── TooManyRequests            rate limit; carries `retry_after` seconds (ui)
    └── Unavailable                a store or the index is out of reach right now (any room)
        └── ModelFailure           the language model did not answer (agent); a turn falls back and tells nobody

`ui/problems.py` holds the one table from class to HTTP problem, exit code and sentence; a test finds every class there.
"""


class AssistantError(Exception):
    """Something that is told to the person who can act.

    `detail`: Chinese, what is wrong with which value and what to do. `field`: dotted path of the offending input, if any.
    """

    def __init__(self, detail: str, *, field: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field


class PolicyDataError(AssistantError):
    """A policy bundle fails validation. `problems` lists every fault as `file: field: what`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("政策数据有 " + str(len(problems)) + " 处错误：\n" + "\n".join(problems))
        self.problems = problems


class IndexUnusable(AssistantError):
    """The search index cannot be opened or built; the detail says what to do."""


class InvalidFacts(AssistantError):
    """A fact is unknown, malformed or absurd."""


class MissingFacts(InvalidFacts):
    """A calculation lacks facts. `missing`: their ids, in the order of asking."""

    def __init__(self, detail: str, *, missing: list[str], field: str | None = None) -> None:
        super().__init__(detail, field=field)
        self.missing = missing


class UnknownPolicyPart(AssistantError):
    """No such measure, section or policy."""


class SettingsError(AssistantError):
    """An OPC_* setting is wrong or unsafe; `field` is its name."""


class MessageRejected(AssistantError):
    """A chat message that cannot be taken."""


class MessageTooLong(MessageRejected):
    """The message is longer than the limit."""


class NotFound(AssistantError):
    """What is asked for is not there for this caller (also when it belongs to another)."""


class SessionBusy(AssistantError):
    """The session is answering another message."""


class NotAllowed(AssistantError):
    """Missing or wrong credentials."""


class Forbidden(NotAllowed):
    """Credentials are known but not accepted from here."""


class TooManyRequests(AssistantError):
    """Rate limit reached."""

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unavailable(AssistantError):
    """A store or the index is out of reach right now; the same call may go through later."""
