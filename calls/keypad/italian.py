"""What is said in Italian to somebody who dialled a code."""

from typing import Final

from calls.dialled import Action
from calls.keypad.catalogue import Catalogue
from calls.keypad.phrases import Phrase
from vocabulary.ids import Language

ITALIAN: Final = Catalogue(
    language=Language("it"),
    phrases={
        Phrase.LOGGED_IN: "Accesso effettuato.",
        Phrase.LOGGED_OUT: "Ora è uscito dal sistema.",
        Phrase.SIGNED_IN: "Ora serve la coda",
        Phrase.SIGNED_OUT: "Non serve più la coda",
        Phrase.PAUSED: "È in pausa:",
        Phrase.RESUMED: "Riceve di nuovo chiamate.",
        Phrase.WRAP_UP_OVER: "Il lavoro dopo la chiamata è finito.",
        Phrase.DISPOSED: "Annotato:",
        Phrase.HAND_RAISED: "I supervisori sanno che le serve aiuto.",
        Phrase.HAND_LOWERED: "La richiesta di aiuto è ritirata.",
        Phrase.RECORDING: "La conversazione viene registrata.",
        Phrase.RECORDING_ENDED: "La conversazione non viene più registrata.",
        Phrase.RECORDING_PAUSED: "La registrazione è in pausa.",
        Phrase.RECORDING_AGAIN: "La registrazione continua.",
        Phrase.YOUR_NUMBER: "Digiti il suo numero, poi cancelletto.",
        Phrase.WHICH_AGENT: "Digiti il numero dell'operatore, poi cancelletto.",
        Phrase.WHICH_QUEUE: "Digiti il numero della coda, poi cancelletto.",
        Phrase.WHICH_REASON: "Scelga il motivo della pausa.",
        Phrase.WHICH_DISPOSITION: "Scelga come è finita la conversazione.",
        Phrase.YOUR_PIN: "Digiti il suo PIN, poi cancelletto.",
        Phrase.ALREADY_LOGGED_IN: "L'accesso è già stato effettuato.",
        Phrase.NOT_LOGGED_IN: "Non ha effettuato l'accesso.",
        Phrase.NOT_PAUSED: "Non è in pausa.",
        Phrase.NO_WRAP_UP: "Non c'è lavoro dopo la chiamata da finire.",
        Phrase.NO_CONVERSATION: "Non ha nessuna conversazione.",
        Phrase.NOBODY_TO_HEAR: "Questo operatore non è in conversazione.",
        Phrase.NOBODY_HERE: "Nessuno ha effettuato l'accesso a questo telefono.",
        Phrase.NOT_ALLOWED: "Non può farlo da questo telefono.",
        Phrase.NO_PIN: "Senza PIN può accedere solo dal suo telefono.",
        Phrase.WRONG_PIN: "Il PIN è sbagliato.",
        Phrase.PIN_LOCKED: "Troppi PIN sbagliati. Riprovi più tardi.",
        Phrase.UNKNOWN_NUMBER: "Questo numero non è conosciuto.",
        Phrase.NO_SUCH_CHOICE: "Questa scelta non esiste.",
        Phrase.NOTHING_ENTERED: "Non è stato digitato nulla.",
        Phrase.NOT_POSSIBLE: "Adesso non è possibile.",
        Phrase.CODES: "Si possono comporre questi codici.",
    },
    actions={
        Action.LOG_IN: "Accedere:",
        Action.LOG_OUT: "Uscire:",
        Action.SIGN_IN: "Servire di nuovo una coda:",
        Action.SIGN_OUT: "Non servire più una coda:",
        Action.PAUSE: "Andare in pausa:",
        Action.RESUME: "Ricevere di nuovo chiamate:",
        Action.END_WRAP_UP: "Finire il lavoro dopo la chiamata:",
        Action.DISPOSITION: "Dire come è finita una conversazione:",
        Action.RAISE_HAND: "Chiedere aiuto:",
        Action.MONITOR: "Ascoltare un operatore:",
        Action.WHISPER: "Parlare solo con l'operatore:",
        Action.BARGE: "Parlare con l'operatore e il cliente:",
        Action.TAKE_OVER: "Prendere la chiamata di un operatore:",
        Action.RECORD: "Registrare, o non più:",
        Action.PAUSE_RECORDING: "Mettere in pausa la registrazione:",
        Action.RECORD_AGAIN: "Continuare la registrazione:",
        Action.HELP: "Riascoltare questo:",
    },
)
