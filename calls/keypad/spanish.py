"""What is said in Spanish to somebody who dialled a code."""

from typing import Final

from calls.dialled import Action
from calls.keypad.catalogue import Catalogue
from calls.keypad.phrases import Phrase
from vocabulary.ids import Language

SPANISH: Final = Catalogue(
    language=Language("es"),
    phrases={
        Phrase.LOGGED_IN: "Ha iniciado la sesión.",
        Phrase.LOGGED_OUT: "Ha cerrado la sesión.",
        Phrase.SIGNED_IN: "Ahora atiende la cola",
        Phrase.SIGNED_OUT: "Ya no atiende la cola",
        Phrase.PAUSED: "Está en pausa:",
        Phrase.RESUMED: "Vuelve a recibir llamadas.",
        Phrase.WRAP_UP_OVER: "El trabajo posterior ha terminado.",
        Phrase.DISPOSED: "Anotado:",
        Phrase.HAND_RAISED: "Los supervisores saben que necesita ayuda.",
        Phrase.HAND_LOWERED: "Su petición de ayuda se ha retirado.",
        Phrase.RECORDING: "La conversación se está grabando.",
        Phrase.RECORDING_ENDED: "La conversación ya no se graba.",
        Phrase.RECORDING_PAUSED: "La grabación está en pausa.",
        Phrase.RECORDING_AGAIN: "La grabación continúa.",
        Phrase.YOUR_NUMBER: "Marque su número y después almohadilla.",
        Phrase.WHICH_AGENT: "Marque el número del agente y después almohadilla.",
        Phrase.WHICH_QUEUE: "Marque el número de la cola y después almohadilla.",
        Phrase.WHICH_REASON: "Elija el motivo de la pausa.",
        Phrase.WHICH_DISPOSITION: "Elija cómo terminó la conversación.",
        Phrase.YOUR_PIN: "Marque su PIN y después almohadilla.",
        Phrase.ALREADY_LOGGED_IN: "Ya había iniciado la sesión.",
        Phrase.NOT_LOGGED_IN: "No ha iniciado la sesión.",
        Phrase.NOT_PAUSED: "No está en pausa.",
        Phrase.NO_WRAP_UP: "No hay trabajo posterior que pueda terminar.",
        Phrase.NO_CONVERSATION: "No tiene ninguna conversación.",
        Phrase.NOBODY_TO_HEAR: "Este agente no está en una conversación.",
        Phrase.NOBODY_HERE: "Nadie ha iniciado la sesión en este teléfono.",
        Phrase.NOT_ALLOWED: "No puede hacer eso desde este teléfono.",
        Phrase.NO_PIN: "Sin PIN solo puede iniciar la sesión en su propio teléfono.",
        Phrase.WRONG_PIN: "El PIN no es correcto.",
        Phrase.PIN_LOCKED: "Demasiados PIN incorrectos. Inténtelo más tarde.",
        Phrase.UNKNOWN_NUMBER: "Este número no se conoce.",
        Phrase.NO_SUCH_CHOICE: "Esa opción no existe.",
        Phrase.NOTHING_ENTERED: "No se ha marcado nada.",
        Phrase.NOT_POSSIBLE: "Ahora no es posible.",
        Phrase.CODES: "Se pueden marcar estos códigos.",
    },
    actions={
        Action.LOG_IN: "Iniciar la sesión:",
        Action.LOG_OUT: "Cerrar la sesión:",
        Action.SIGN_IN: "Volver a atender una cola:",
        Action.SIGN_OUT: "Dejar de atender una cola:",
        Action.PAUSE: "Hacer una pausa:",
        Action.RESUME: "Volver a recibir llamadas:",
        Action.END_WRAP_UP: "Terminar el trabajo posterior:",
        Action.DISPOSITION: "Decir cómo terminó una conversación:",
        Action.RAISE_HAND: "Pedir ayuda:",
        Action.MONITOR: "Escuchar a un agente:",
        Action.WHISPER: "Hablar solo con el agente:",
        Action.BARGE: "Hablar con el agente y el cliente:",
        Action.TAKE_OVER: "Hacerse cargo de la llamada de un agente:",
        Action.RECORD: "Grabar, o dejar de grabar:",
        Action.PAUSE_RECORDING: "Poner la grabación en pausa:",
        Action.RECORD_AGAIN: "Continuar la grabación:",
        Action.HELP: "Oír esto otra vez:",
    },
)
