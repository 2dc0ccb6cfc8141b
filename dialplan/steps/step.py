"""A step: exactly one verb. What walks through flows asks the step, and so need not know the verbs."""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from dialplan.errors import did_you_mean, shown
from dialplan.requirements import Requires
from dialplan.schema import Spec, listed
from dialplan.steps.agi import AgiSpec
from dialplan.steps.branch import BranchSpec, CaseSpec
from dialplan.steps.callback import CallbackSpec
from dialplan.steps.collect import CollectSpec
from dialplan.steps.common import Named, Text, Verb
from dialplan.steps.consent import ConsentSpec
from dialplan.steps.enqueue import EnqueueSpec
from dialplan.steps.go_to import GoToSpec
from dialplan.steps.hang_up import HangUpSpec
from dialplan.steps.language import LanguageSpec
from dialplan.steps.look_up import LookUpSpec
from dialplan.steps.menu import MenuSpec
from dialplan.steps.play import PlaySpec
from dialplan.steps.recording import RecordingSpec
from dialplan.steps.say import SaySpec
from dialplan.steps.set_values import SetSpec
from dialplan.steps.survey import SurveySpec
from dialplan.steps.transfer import TransferSpec
from dialplan.steps.voicemail import VoicemailSpec
from dialplan.tree import Path
from ivr.errands import LookAtQueue
from ivr.flow import RunErrand, Steps
from vocabulary.ids import QueueName

_OF_A_QUEUE = "queue."


class StepSpec(Spec):
    """One step: exactly one of these verbs."""

    play: PlaySpec | None = None
    """Plays prompts."""
    say: SaySpec | None = None
    """Says a number, digits, a date, a time, money, a place in a queue or a wait."""
    menu: MenuSpec | None = None
    """Asks a question that is answered by keys."""
    collect: CollectSpec | None = None
    """Collects digits into a variable."""
    branch: BranchSpec | None = None
    """Goes different ways by hours, caller, variables or queues."""
    set: SetSpec | None = None
    """Remembers variables, needs, priority, category or source."""
    look_up: LookUpSpec | None = None
    """Asks a web service."""
    agi: AgiSpec | None = None
    """Runs an AGI script on the call."""
    enqueue: EnqueueSpec | None = None
    """Hands the caller to a queue."""
    transfer: TransferSpec | None = None
    """Connects the caller with an agent or a number outside."""
    voicemail: VoicemailSpec | None = None
    """Records a message for the agents of a queue."""
    callback: CallbackSpec | None = None
    """Promises to call the caller back."""
    consent: ConsentSpec | None = None
    """Tells that the call is recorded; a key refuses."""
    recording: RecordingSpec | None = None
    """Pauses what is recorded of the call, or lets it go on."""
    survey: SurveySpec | None = None
    """Asks questions that are answered from 1 to 5."""
    language: LanguageSpec | None = None
    """Sets or asks what the caller is spoken to in."""
    go_to: GoToSpec | None = None
    """Goes to the beginning of another flow."""
    hang_up: HangUpSpec | None = None
    """Ends the call."""

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: object) -> object:
        if value == "hang_up":
            return {"hang_up": {}}
        if isinstance(value, str):
            raise ValueError(f"{shown(value)} is no step{did_you_mean(value, cls.model_fields)}")
        if isinstance(value, dict):
            # A verb with nothing behind its colon is a verb, not its absence.
            return {key: {} if needs is None else needs for key, needs in value.items()}
        return value

    @model_validator(mode="after")
    def _one_verb(self) -> Self:
        # What is written is never None (see above), so every field that was set is a verb.
        verbs = [verb for verb in type(self).model_fields if verb in self.model_fields_set]
        if len(verbs) != 1:
            found = f"this one has {' and '.join(verbs)}" if verbs else "this one has none"
            raise ValueError(f"a step has one verb; {found}")
        return self

    @property
    def kind(self) -> str:
        """The verb's word."""
        (word,) = self.model_fields_set
        return word

    @property
    def verb(self) -> Verb:
        """The verb with what is written behind it."""
        verb = getattr(self, self.kind)
        assert isinstance(verb, Verb)
        return verb

    @property
    def asks(self) -> bool:
        """Whether the caller is asked for keys or words."""
        return self.verb.asks

    @property
    def leaves(self) -> bool:
        """Whether nothing behind this step is ever walked, whatever happens in it."""
        return self.verb.leaves

    def steps(self) -> Steps:
        """What the interpreter walks; a queue whose standing the verb reads is looked at first."""
        read = (variable for variable, _ in self.verb.variables_read() if variable.startswith(_OF_A_QUEUE))
        queues = dict.fromkeys(variable.split(".")[1] for variable in read)
        return *(RunErrand(LookAtQueue(QueueName(queue))) for queue in queues), *self.verb.steps()

    def inner(self) -> Iterator[tuple[Path, "list[StepSpec]"]]:
        """Every list of steps inside, with its path from this step, in the order written."""
        return (((self.kind, *path), steps) for path, steps in self.verb.inner())

    def prompts(self) -> Iterator[tuple[str, Path]]:
        """Every prompt this step itself plays."""
        return (((prompt, (self.kind, *path))) for prompt, path in self.verb.prompts_heard())

    def texts(self) -> Iterator[Text]:
        """Every text with variables, prompts apart."""
        return (text._replace(path=(self.kind, *text.path)) for text in self.verb.texts())

    def variables_read(self) -> Iterator[tuple[str, Path]]:
        """Every variable whose value is looked at or filled in."""
        return ((variable, (self.kind, *path)) for variable, path in self.verb.variables_read())

    def variables_set(self) -> Iterator[tuple[str, Path]]:
        """Every variable of the document's own that gets a value."""
        return ((variable, (self.kind, *path)) for variable, path in self.verb.variables_set())

    def names(self) -> Iterator[Named]:
        """Every name of another section, prompts and what stands in requirements apart."""
        return (name._replace(path=(self.kind, *name.path)) for name in self.verb.names_used())

    def needs(self) -> Iterator[tuple[Requires, Path]]:
        """Every requirement written."""
        return ((requires, (self.kind, *path)) for requires, path in self.verb.needs())

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        resolved = handler.resolve_ref_schema(schema)
        if "properties" in resolved:
            step = dict(resolved)
            resolved.clear()
            hang_up = step["properties"]["hang_up"]
            step["properties"]["hang_up"] = {"anyOf": [hang_up, {"type": "null"}]}
            step |= {"minProperties": 1, "maxProperties": 1}
            resolved |= {"description": step.pop("description", ""), "anyOf": [step, {"const": "hang_up"}]}
        return schema


StepList = Annotated[list[StepSpec], BeforeValidator(listed), Field(max_length=200)]
"""Steps, walked from the first; one alone needs no brackets."""

for _holder in (
    MenuSpec, CollectSpec, CaseSpec, BranchSpec, LookUpSpec, AgiSpec, EnqueueSpec, TransferSpec, VoicemailSpec,
    CallbackSpec, StepSpec,
):  # fmt: skip
    _holder.model_rebuild(_types_namespace={"StepList": StepList})


def walked(steps: list[StepSpec], path: Path) -> Iterator[tuple[StepSpec, Path]]:
    """Every step with its path, those inside others too, in the order written."""
    for index, step in enumerate(steps):
        here = (*path, index)
        yield step, here
        for inner, more in step.inner():
            yield from walked(more, (*here, *inner))


def prompts_of(step: StepSpec, path: Path) -> Iterator[tuple[str, Path]]:
    """Every prompt this step itself plays, with its path."""
    return ((prompt, (*path, *at)) for prompt, at in step.prompts())
