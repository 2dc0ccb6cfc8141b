"""A document in which conversations are reviewed: by tess and chief; bob and carol are agents, chief is carol."""

from dataclasses import replace

from dialplan.sections.outcomes import ScorecardSpec
from dialplan.sections.people import SupervisorSpec
from tests.support.asking import DOCUMENT

FLOOR = replace(
    DOCUMENT,
    supervisors={
        name: SupervisorSpec.model_validate({"name": name, "teams": ["first"], **spec})
        for name, spec in {
            "tess": {"device": "290", "may": ["hear_recordings"]},
            "deaf": {"device": "291", "may": ["monitor"]},
            "chief": {"agent": "carol", "queues": ["support"], "may": ["hear_recordings"]},
        }.items()
    },
    scorecards={
        name: ScorecardSpec.model_validate(spec)
        for name, spec in {
            "quality": {
                "name": "Quality",
                "queues": ["support"],
                "questions": {
                    "greeting": {"text": "Greeted?", "points": 10},
                    "solved": {"text": "Solved?", "points": 30},
                },
            },
            "tone": {
                "name": "Tone of voice",
                "queues": ["support", "sales"],
                "questions": {"friendly": {"text": "Was it friendly?", "points": 5}},
            },
        }.items()
    },
)
"""tess leads bob; chief leads bob and has the queue support; deaf leads bob and may hear no recordings."""
