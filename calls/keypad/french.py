"""What is said in French to somebody who dialled a code."""

from typing import Final

from calls.dialled import Action
from calls.keypad.catalogue import Catalogue
from calls.keypad.phrases import Phrase
from vocabulary.ids import Language

FRENCH: Final = Catalogue(
    language=Language("fr"),
    phrases={
        Phrase.LOGGED_IN: "Vous êtes connecté.",
        Phrase.LOGGED_OUT: "Vous êtes déconnecté.",
        Phrase.SIGNED_IN: "Vous servez maintenant la file",
        Phrase.SIGNED_OUT: "Vous ne servez plus la file",
        Phrase.PAUSED: "Vous êtes en pause :",
        Phrase.RESUMED: "Vous prenez de nouveau des appels.",
        Phrase.WRAP_UP_OVER: "Le traitement après appel est terminé.",
        Phrase.DISPOSED: "Noté :",
        Phrase.HAND_RAISED: "Les superviseurs savent que vous avez besoin d'aide.",
        Phrase.HAND_LOWERED: "Votre demande d'aide est retirée.",
        Phrase.RECORDING: "La conversation est enregistrée.",
        Phrase.RECORDING_ENDED: "La conversation n'est plus enregistrée.",
        Phrase.RECORDING_PAUSED: "L'enregistrement est en pause.",
        Phrase.RECORDING_AGAIN: "L'enregistrement continue.",
        Phrase.YOUR_NUMBER: "Tapez votre numéro, puis dièse.",
        Phrase.WHICH_AGENT: "Tapez le numéro de l'agent, puis dièse.",
        Phrase.WHICH_QUEUE: "Tapez le numéro de la file, puis dièse.",
        Phrase.WHICH_REASON: "Choisissez la raison de la pause.",
        Phrase.WHICH_DISPOSITION: "Choisissez l'issue de la conversation.",
        Phrase.YOUR_PIN: "Tapez votre code secret, puis dièse.",
        Phrase.ALREADY_LOGGED_IN: "Vous êtes déjà connecté.",
        Phrase.NOT_LOGGED_IN: "Vous n'êtes pas connecté.",
        Phrase.NOT_PAUSED: "Vous n'êtes pas en pause.",
        Phrase.NO_WRAP_UP: "Il n'y a pas de traitement à terminer.",
        Phrase.NO_CONVERSATION: "Vous n'avez pas de conversation.",
        Phrase.NOBODY_TO_HEAR: "Cet agent n'est pas en conversation.",
        Phrase.NOBODY_HERE: "Personne n'est connecté à ce téléphone.",
        Phrase.NOT_ALLOWED: "Vous ne pouvez pas faire cela depuis ce téléphone.",
        Phrase.NO_PIN: "Sans code secret, vous ne pouvez vous connecter qu'à votre propre téléphone.",
        Phrase.WRONG_PIN: "Ce code secret est faux.",
        Phrase.PIN_LOCKED: "Trop de codes faux. Réessayez plus tard.",
        Phrase.UNKNOWN_NUMBER: "Ce numéro n'est pas connu.",
        Phrase.NO_SUCH_CHOICE: "Ce choix n'existe pas.",
        Phrase.NOTHING_ENTERED: "Rien n'a été tapé.",
        Phrase.NOT_POSSIBLE: "Ce n'est pas possible maintenant.",
        Phrase.CODES: "Voici les codes que l'on peut composer.",
    },
    actions={
        Action.LOG_IN: "Se connecter :",
        Action.LOG_OUT: "Se déconnecter :",
        Action.SIGN_IN: "Servir de nouveau une file :",
        Action.SIGN_OUT: "Ne plus servir une file :",
        Action.PAUSE: "Faire une pause :",
        Action.RESUME: "Reprendre les appels :",
        Action.END_WRAP_UP: "Terminer le traitement après appel :",
        Action.DISPOSITION: "Dire l'issue d'une conversation :",
        Action.RAISE_HAND: "Demander de l'aide :",
        Action.MONITOR: "Écouter un agent :",
        Action.WHISPER: "Parler à l'agent seul :",
        Action.BARGE: "Parler à l'agent et au client :",
        Action.TAKE_OVER: "Reprendre l'appel d'un agent :",
        Action.RECORD: "Enregistrer, ou ne plus enregistrer :",
        Action.PAUSE_RECORDING: "Mettre l'enregistrement en pause :",
        Action.RECORD_AGAIN: "Continuer l'enregistrement :",
        Action.HELP: "Réentendre ceci :",
    },
)
