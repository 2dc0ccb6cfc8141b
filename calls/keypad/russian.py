"""What is said in Russian to somebody who dialled a code."""

from typing import Final

from calls.dialled import Action
from calls.keypad.catalogue import Catalogue
from calls.keypad.phrases import Phrase
from vocabulary.ids import Language

RUSSIAN: Final = Catalogue(
    language=Language("ru"),
    phrases={
        Phrase.LOGGED_IN: "Вы вошли в систему.",
        Phrase.LOGGED_OUT: "Вы вышли из системы.",
        Phrase.SIGNED_IN: "Теперь вы обслуживаете очередь",
        Phrase.SIGNED_OUT: "Вы больше не обслуживаете очередь",
        Phrase.PAUSED: "У вас пауза:",
        Phrase.RESUMED: "Вы снова принимаете звонки.",
        Phrase.WRAP_UP_OVER: "Обработка звонка закончена.",
        Phrase.DISPOSED: "Записано:",
        Phrase.HAND_RAISED: "Супервизоры знают, что вам нужна помощь.",
        Phrase.HAND_LOWERED: "Просьба о помощи снята.",
        Phrase.RECORDING: "Разговор записывается.",
        Phrase.RECORDING_ENDED: "Разговор больше не записывается.",
        Phrase.RECORDING_PAUSED: "Запись приостановлена.",
        Phrase.RECORDING_AGAIN: "Запись продолжается.",
        Phrase.YOUR_NUMBER: "Наберите ваш номер и нажмите решётку.",
        Phrase.WHICH_AGENT: "Наберите номер оператора и нажмите решётку.",
        Phrase.WHICH_QUEUE: "Наберите номер очереди и нажмите решётку.",
        Phrase.WHICH_REASON: "Выберите причину паузы.",
        Phrase.WHICH_DISPOSITION: "Выберите, чем закончился разговор.",
        Phrase.YOUR_PIN: "Наберите ваш пин-код и нажмите решётку.",
        Phrase.ALREADY_LOGGED_IN: "Вы уже вошли в систему.",
        Phrase.NOT_LOGGED_IN: "Вы не вошли в систему.",
        Phrase.NOT_PAUSED: "У вас нет паузы.",
        Phrase.NO_WRAP_UP: "Нет обработки звонка, которую можно закончить.",
        Phrase.NO_CONVERSATION: "У вас нет разговора.",
        Phrase.NOBODY_TO_HEAR: "Этот оператор сейчас не разговаривает.",
        Phrase.NOBODY_HERE: "За этим телефоном никто не вошёл в систему.",
        Phrase.NOT_ALLOWED: "С этого телефона вам это не разрешено.",
        Phrase.NO_PIN: "Без пин-кода можно войти только со своего телефона.",
        Phrase.WRONG_PIN: "Пин-код неверный.",
        Phrase.PIN_LOCKED: "Слишком много неверных пин-кодов. Попробуйте позже.",
        Phrase.UNKNOWN_NUMBER: "Такого номера нет.",
        Phrase.NO_SUCH_CHOICE: "Такого выбора нет.",
        Phrase.NOTHING_ENTERED: "Ничего не набрано.",
        Phrase.NOT_POSSIBLE: "Сейчас это невозможно.",
        Phrase.CODES: "Можно набрать следующие коды.",
    },
    actions={
        Action.LOG_IN: "Войти в систему:",
        Action.LOG_OUT: "Выйти из системы:",
        Action.SIGN_IN: "Снова обслуживать очередь:",
        Action.SIGN_OUT: "Больше не обслуживать очередь:",
        Action.PAUSE: "Пауза:",
        Action.RESUME: "Снова принимать звонки:",
        Action.END_WRAP_UP: "Закончить обработку звонка:",
        Action.DISPOSITION: "Сказать, чем закончился разговор:",
        Action.RAISE_HAND: "Попросить помощи:",
        Action.MONITOR: "Слушать оператора:",
        Action.WHISPER: "Говорить только с оператором:",
        Action.BARGE: "Говорить с оператором и клиентом:",
        Action.TAKE_OVER: "Взять разговор оператора на себя:",
        Action.RECORD: "Включить или выключить запись:",
        Action.PAUSE_RECORDING: "Приостановить запись:",
        Action.RECORD_AGAIN: "Продолжить запись:",
        Action.HELP: "Прослушать ещё раз:",
    },
)
