// A telephone in a page, made of JsSIP: speaks a tone, hears, takes and makes calls, holds, transfers.
// Decides nothing by itself, save that it answers where the caller's side asks for it and its user wants it so.
"use strict";

const RATE = 8000;
const LEVEL = 0.25;
const HEARD_SAMPLES = 4096;
const LOOK_AGAIN_MS = 20;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// What `find` returns as soon as it returns something.
async function until(find, what, seconds) {
    const end = performance.now() + seconds * 1000;
    for (;;) {
        const found = find();
        if (found !== undefined && found !== null && found !== false) return found;
        if (performance.now() > end) throw new Error(`no ${what} within ${seconds} s`);
        await pause(LOOK_AGAIN_MS);
    }
}

class Softphone {
    // `heedsCallInfo`: answers by itself when Call-Info asks for it.
    constructor({ socket, uri, password, hertz, heedsCallInfo }) {
        this.calls = [];
        this.handedOut = 0;
        this.audio = new AudioContext({ sampleRate: RATE });
        this.heedsCallInfo = heedsCallInfo;
        this.voice = this.tone(hertz);
        this.ear = this.audio.createAnalyser();
        this.ear.fftSize = HEARD_SAMPLES;
        this.phone = new JsSIP.UA({
            sockets: [new JsSIP.WebSocketInterface(socket)],
            uri,
            password,
            session_timers: false,
            register_expires: 120,
        });
        // Before it registers: JsSIP answers 405 to an INVITE while nobody listens.
        this.phone.on("newRTCSession", ({ originator, session, request }) => this.take(originator, session, request));
        this.failed = undefined;
        this.phone.on("registrationFailed", ({ cause }) => { this.failed = cause; });
    }

    tone(hertz) {
        const oscillator = new OscillatorNode(this.audio, { frequency: hertz });
        const level = new GainNode(this.audio, { gain: LEVEL });
        const out = this.audio.createMediaStreamDestination();
        oscillator.connect(level).connect(out);
        oscillator.start();
        return out.stream;
    }

    async register(seconds) {
        await this.audio.resume();
        this.phone.start();
        await until(() => this.phone.isRegistered() || this.failed, "registration", seconds);
        if (this.failed) throw new Error(`not registered: ${this.failed}`);
    }

    // Where the calls are counted from 0, in the order in which they came or were dialled.
    take(originator, session, request) {
        const call = { originator, session, request, progress: false, confirmed: false, over: null, referred: null };
        this.calls.push(call);
        const ended = ({ originator: by, cause, message }) => {
            const reasons = message && message.getHeaders ? message.getHeaders("Reason") : [];
            call.over = { by, cause, reasons, status: message && message.status_code ? message.status_code : null };
        };
        session.on("progress", ({ response }) => {
            call.progress = true;
            // JsSIP names a call that only rings by "null" when it is to be replaced, which nobody finds.
            if (response) session._to_tag = response.to_tag;
        });
        session.on("confirmed", () => { call.confirmed = true; });
        session.on("ended", ended);
        session.on("failed", ended);
        const listen = (connection) => connection.addEventListener("track", ({ track }) => this.hear(track));
        if (session.connection) listen(session.connection);
        session.on("peerconnection", ({ peerconnection }) => listen(peerconnection));
        if (originator === "remote" && this.heedsCallInfo && /answer-after=0/.test(request.getHeader("Call-Info") || "")) {
            this.answer(this.calls.length - 1);
        }
    }

    // What comes later is heard instead of what came before: a person has one pair of ears.
    hear(track) {
        if (this.source) this.source.disconnect();
        const stream = new MediaStream([track]);
        // Chromium hands the sound of a connection to nobody unless an element plays it.
        this.element = new Audio();
        this.element.muted = true;
        this.element.srcObject = stream;
        this.element.play();
        this.source = this.audio.createMediaStreamSource(stream);
        this.source.connect(this.ear);
    }

    // The last half second heard, a moment from now, as 16-bit numbers in one text.
    async listen() {
        await pause(100);
        const samples = new Float32Array(HEARD_SAMPLES);
        this.ear.getFloatTimeDomainData(samples);
        return Array.from(samples, (sample) => Math.round(sample * 32767)).join(" ");
    }

    async came(seconds) {
        const coming = () => this.calls.filter(({ originator }) => originator === "remote");
        await until(() => coming().length > this.handedOut, "call", seconds);
        const call = coming()[this.handedOut++];
        return this.calls.indexOf(call);
    }

    header(at, name) {
        return this.calls[at].request.getHeader(name) || "";
    }

    answer(at) {
        this.calls[at].session.answer({ mediaStream: this.voice });
    }

    dial(number) {
        const mine = this.calls.length;
        this.phone.call(number, { mediaStream: this.voice });
        return mine;
    }

    async rings(at, seconds) {
        await until(() => this.calls[at].progress, "ringing", seconds);
    }

    async confirmed(at, seconds) {
        await until(() => this.calls[at].confirmed, "answer", seconds);
    }

    async hold(at, on) {
        const { session } = this.calls[at];
        await new Promise((done, failed) => {
            const asked = on ? session.hold({}, done) : session.unhold({}, done);
            if (!asked) failed(new Error("JsSIP is not ready to hold"));
        });
    }

    press(at, keys) {
        this.calls[at].session.sendDTMF(keys, { transportType: "RFC2833" });
    }

    // The final report about a REFER: `accepted`, `failed` or `requestFailed`. With `other` that call is replaced.
    async refer(at, number, other, seconds) {
        const call = this.calls[at];
        const replaced = other === null ? {} : { replaces: this.calls[other].session };
        const target = other === null ? number : this.calls[other].session.remote_identity.uri;
        call.session.refer(target, {
            ...replaced,
            eventHandlers: {
                accepted: () => { call.referred = "accepted"; },
                failed: ({ status_line: line }) => { call.referred = `failed: ${line.status_code}`; },
                requestFailed: ({ cause }) => { call.referred = `refused: ${cause}`; },
            },
        });
        return until(() => call.referred, "report about the REFER", seconds);
    }

    hangUp(at) {
        this.calls[at].session.terminate();
    }

    decline(at, status) {
        this.calls[at].session.terminate({ status_code: status });
    }

    async over(at, seconds) {
        return until(() => this.calls[at].over, "end of the call", seconds);
    }

    // What the connection itself counts: packets, and whether they are encrypted.
    async counted(at) {
        const told = { sent: 0, received: 0, cipher: "", codec: "" };
        for (const report of (await this.calls[at].session.connection.getStats()).values()) {
            if (report.type === "outbound-rtp") told.sent = report.packetsSent;
            if (report.type === "inbound-rtp") told.received = report.packetsReceived;
            if (report.type === "transport") told.cipher = report.srtpCipher || "";
            if (report.type === "codec") told.codec = report.mimeType;
        }
        return told;
    }
}
