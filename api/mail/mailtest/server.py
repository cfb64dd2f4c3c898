"""An SMTP server that is made for tests, on Debian's python3-aiosmtpd.

It takes mail on a free port of 127.0.0.1 and keeps each message that it took as
a file. How it behaves towards a message is said by the addressee:

    later@…        451 the first time, then taken
    never@…        550
    spam@…         554 to the whole message
    full@…         452 to the whole message the first time, then taken
    dies@…         the server kills itself in the middle of the message
    gone@…         the server keeps the message and kills itself before it answers
    hold@…         the server does not answer to the addressee the first time
    silent@…       the server keeps the message and does not answer the first time
    anything else  taken

Every line that it prints says what it got: "RCPT address", "DATA address".
The other way of calling it, --read FILE, prints what Python's parser of mail
makes of a message.
"""

import argparse
import asyncio
import email
import email.policy
import email.utils
import hashlib
import json
import os
import signal
import ssl
from email.header import decode_header, make_header

HUNG_UP = 3600


def say(*words):
    print(*words, flush=True)


def people(path, header):
    # The parser of headers of Python 3.11 leaves a space between two encoded
    # words of a name, which RFC 2047 (6.2) does not; the older one joins them.
    with open(path, "rb") as f:
        m = email.message_from_binary_file(f)
    pairs = email.utils.getaddresses(m.get_all(header))
    return [[str(make_header(decode_header(name))), address] for name, address in pairs]


def read(path):
    with open(path, "rb") as f:
        m = email.message_from_binary_file(f, policy=email.policy.default)
    files = []
    for part in m.iter_attachments():
        content = part.get_content()
        files.append({
            "name": part.get_filename(), "type": part.get_content_type(), "sha256": hashlib.sha256(content).hexdigest(),
            "disposition": part["Content-Disposition"].content_disposition,
        })
    body = m.get_body(("plain",))
    defects = [repr(d) for part in m.walk() for d in part.defects]
    defects += [name + ": " + repr(d) for part in m.walk() for name, value in part.items() for d in value.defects]
    print(json.dumps({
        "headers": [[name, str(value)] for name, value in m.items()],
        "from": people(path, "From"), "to": people(path, "To"),
        "subject": str(m["Subject"]), "id": str(m["Message-ID"]), "date": m["Date"].datetime.isoformat(),
        "text": body.get_content(), "files": files, "defects": defects,
    }))


def serve(options):
    from aiosmtpd.smtp import SMTP, AuthResult

    known = set()
    kept = [0]

    def first(envelope):
        return envelope.rcpt_tos[0].split("@")[0].split("+")[0] if envelope.rcpt_tos else ""

    def keep(envelope):
        kept[0] += 1
        name = os.path.join(options.folder, "%d-%04d.eml" % (os.getpid(), kept[0]))
        with open(name + ".part", "wb") as f:
            f.write(envelope.content)
            f.flush()
            os.fsync(f.fileno())
        os.rename(name + ".part", name)

    class Handler:
        async def handle_MAIL(self, server, session, envelope, address, mail_options):
            if options.sender and address != options.sender:
                return "550 5.7.1 not from " + address
            envelope.mail_from = address
            return "250 OK"

        async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
            say("RCPT", address)
            local = address.split("@")[0].split("+")[0]
            if local == "never":
                return "550 5.1.1 no such user"
            if local == "later" and address not in known:
                known.add(address)
                return "451 4.7.1 greylisted, try again"
            if local == "hold" and address not in known:
                known.add(address)
                await asyncio.sleep(HUNG_UP)
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):
            local, address = first(envelope), envelope.rcpt_tos[0]
            if local == "spam":
                return "554 5.7.1 not wanted here"
            if local == "full" and address not in known:
                known.add(address)
                return "452 4.2.2 mailbox full"
            keep(envelope)
            say("DATA", address)
            if local == "gone":
                os.kill(os.getpid(), signal.SIGKILL)
            if local == "silent" and address not in known:
                known.add(address)
                await asyncio.sleep(HUNG_UP)
            return "250 2.0.0 taken as %d" % kept[0]

    class Server(SMTP):
        within = None  # bytes of a message so far

        async def smtp_DATA(self, arg):
            self.within = 0
            await super().smtp_DATA(arg)
            self.within = None

        def data_received(self, data):
            if self.within is not None:
                self.within += len(data)
                if self.within > 2000 and first(self.envelope) == "dies":
                    os.kill(os.getpid(), signal.SIGKILL)
            super().data_received(data)

    def authenticate(server, session, envelope, mechanism, data):
        ok = data.login.decode() == options.user and data.password.decode() == options.password
        return AuthResult(success=ok, handled=ok)

    context = None
    if options.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.certificate, options.key)

    starttls = context is not None and not options.implicit

    def session():
        return Server(
            Handler(), hostname="mail.example.org", ident="tests",
            tls_context=context if starttls else None, require_starttls=starttls,
            authenticator=authenticate if options.user else None, auth_required=bool(options.user),
            auth_require_tls=starttls, data_size_limit=64 << 20,
        )

    async def run():
        server = await asyncio.get_running_loop().create_server(
            session, "127.0.0.1", options.port, ssl=context if options.implicit else None)
        say("READY", server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


parser = argparse.ArgumentParser()
parser.add_argument("--read")
parser.add_argument("--folder")
parser.add_argument("--port", type=int, default=0)
parser.add_argument("--sender", default="")
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--implicit", action="store_true")
parser.add_argument("--user", default="")
parser.add_argument("--password", default="")
options = parser.parse_args()
if options.read:
    read(options.read)
else:
    serve(options)
