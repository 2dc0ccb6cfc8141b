"""What is said in English to somebody who dialled a code."""

from typing import Final

from calls.dialled import Action
from calls.keypad.catalogue import Catalogue
from calls.keypad.phrases import Phrase
from vocabulary.ids import Language

ENGLISH: Final = Catalogue(
    language=Language("en"),
    phrases={
        Phrase.LOGGED_IN: "You are logged in.",
        Phrase.LOGGED_OUT: "You are logged out.",
        Phrase.SIGNED_IN: "You now serve the queue",
        Phrase.SIGNED_OUT: "You no longer serve the queue",
        Phrase.PAUSED: "You are paused:",
        Phrase.RESUMED: "You take calls again.",
        Phrase.WRAP_UP_OVER: "Your wrap-up is over.",
        Phrase.DISPOSED: "Noted:",
        Phrase.HAND_RAISED: "The supervisors know that you need help.",
        Phrase.HAND_LOWERED: "Your call for help is withdrawn.",
        Phrase.RECORDING: "The conversation is being recorded.",
        Phrase.RECORDING_ENDED: "The conversation is no longer recorded.",
        Phrase.RECORDING_PAUSED: "The recording is paused.",
        Phrase.RECORDING_AGAIN: "The recording goes on.",
        Phrase.YOUR_NUMBER: "Please type your number, then the pound key.",
        Phrase.WHICH_AGENT: "Please type the agent's number, then the pound key.",
        Phrase.WHICH_QUEUE: "Please type the number of the queue, then the pound key.",
        Phrase.WHICH_REASON: "Please choose the reason of your pause.",
        Phrase.WHICH_DISPOSITION: "Please choose how the conversation came out.",
        Phrase.YOUR_PIN: "Please type your PIN, then the pound key.",
        Phrase.ALREADY_LOGGED_IN: "You are logged in already.",
        Phrase.NOT_LOGGED_IN: "You are not logged in.",
        Phrase.NOT_PAUSED: "You are not paused.",
        Phrase.NO_WRAP_UP: "There is no wrap-up that you could end.",
        Phrase.NO_CONVERSATION: "There is no conversation of yours.",
        Phrase.NOBODY_TO_HEAR: "This agent is not in a conversation.",
        Phrase.NOBODY_HERE: "Nobody is logged in at this phone.",
        Phrase.NOT_ALLOWED: "You may not do that from this phone.",
        Phrase.NO_PIN: "Without a PIN you can log in at your own phone only.",
        Phrase.WRONG_PIN: "This PIN is wrong.",
        Phrase.PIN_LOCKED: "Too many wrong PINs. Please try again later.",
        Phrase.UNKNOWN_NUMBER: "This number is not known.",
        Phrase.NO_SUCH_CHOICE: "There is no such choice.",
        Phrase.NOTHING_ENTERED: "Nothing was typed.",
        Phrase.NOT_POSSIBLE: "That is not possible now.",
        Phrase.CODES: "These codes can be dialled.",
    },
    actions={
        Action.LOG_IN: "To log in:",
        Action.LOG_OUT: "To log out:",
        Action.SIGN_IN: "To serve a queue again:",
        Action.SIGN_OUT: "To serve a queue no longer:",
        Action.PAUSE: "To pause:",
        Action.RESUME: "To take calls again:",
        Action.END_WRAP_UP: "To end the wrap-up:",
        Action.DISPOSITION: "To say how a conversation came out:",
        Action.RAISE_HAND: "To ask for help:",
        Action.MONITOR: "To listen to an agent:",
        Action.WHISPER: "To speak to an agent alone:",
        Action.BARGE: "To speak to an agent and the caller:",
        Action.TAKE_OVER: "To take over an agent's call:",
        Action.RECORD: "To record, or no longer:",
        Action.PAUSE_RECORDING: "To pause the recording:",
        Action.RECORD_AGAIN: "To go on with the recording:",
        Action.HELP: "To hear this again:",
    },
)
