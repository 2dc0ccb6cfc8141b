"""The keys a caller has pressed and no question has taken yet. Keeps them in order; knows no question."""

from collections import deque

from ivr.policy import DialoguePolicy
from vocabulary.instant import Instant


class TypedKeys:
    """So many keys at most as the policy says; what is beyond is dropped.

    A key that ends an answer may come when the answer was complete already: a number of six digits, and then the hash
    key out of habit. It belongs to that answer, and must not be taken for one to the next question (``expect_ending``).
    """

    def __init__(self, policy: DialoguePolicy) -> None:
        self._policy = policy
        self._keys: deque[str] = deque()
        self._endings = ""
        self._ending_until: Instant | None = None

    def __bool__(self) -> bool:
        return bool(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, key: str, now: Instant) -> bool:
        """Keep a key pressed now; False where it only ends the answer before."""
        endings, until = self._endings, self._ending_until
        self._endings, self._ending_until = "", None
        if key in endings and until is not None and now < until:
            return False
        if len(self._keys) < self._policy.keys_kept:
            self._keys.append(key)
        return True

    def first(self) -> str:
        """The first of them, which stays."""
        return self._keys[0]

    def take(self) -> str:
        """The first of them, which is gone."""
        return self._keys.popleft()

    def forget(self) -> None:
        """None of them is kept."""
        self._keys.clear()

    def expect_ending(self, endings: str, now: Instant) -> None:
        """The next key, if it is one of these and already here or pressed soon, only ends the answer just taken."""
        if not self._keys:
            self._endings, self._ending_until = endings, now.plus(self._policy.late_end_key_seconds)
        elif self._keys[0] in endings:
            self._keys.popleft()
