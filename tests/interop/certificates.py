"""Certificates by openssl: an authority, and a server certificate for each kind of key."""

import subprocess

HOST = "server.example"
CLIENT = "client.example"  # the name in certificates of clients
KEYS = {
    "ecdsa": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "ecdsa-p384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
    "ecdsa-p521": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
    "rsa": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "rsa-pss": ["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"],
    "ed25519": ["-algorithm", "ED25519"],
    "ed448": ["-algorithm", "ED448"],
}
# The kind of key that makes signatures of a scheme.
KEY_OF_SCHEME = {
    "ecdsa_secp256r1_sha256": "ecdsa",
    "ecdsa_secp384r1_sha384": "ecdsa-p384",
    "ecdsa_secp521r1_sha512": "ecdsa-p521",
    "rsa_pss_rsae_sha256": "rsa",
    "rsa_pss_rsae_sha384": "rsa",
    "rsa_pss_rsae_sha512": "rsa",
    "rsa_pss_pss_sha256": "rsa-pss",
    "rsa_pss_pss_sha384": "rsa-pss",
    "rsa_pss_pss_sha512": "rsa-pss",
    "ed25519": "ed25519",
    "ed448": "ed448",
}
# What clients show themselves with, and the scheme it signs with.
KINDS_OF_CLIENTS = {"ecdsa": "ecdsa_secp256r1_sha256", "rsa": "rsa_pss_rsae_sha256",
                    "ed25519": "ed25519"}
AUTHORITY_SCHEME = "ecdsa_secp256r1_sha256"  # what the authority signs with
# keyEncipherment: TLS 1.3 has no use for it, but NSS looks for it in RSA certificates.
LEAF = f"""subjectAltName=DNS:{HOST}
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature,keyEncipherment
extendedKeyUsage=serverAuth,clientAuth
"""
AUTHORITY = ["-addext", "basicConstraints=critical,CA:TRUE", "-addext",
             "keyUsage=critical,keyCertSign,cRLSign"]


def _openssl(directory, *arguments):
    subprocess.run(["openssl", *arguments], cwd=directory, check=True, capture_output=True)


def _key(directory, name, kind):
    _openssl(directory, "genpkey", *KEYS[kind], "-out", f"{name}.key")


def make_authority(directory, name):
    _key(directory, name, "ecdsa")
    _openssl(directory, "req", "-x509", "-new", "-key", f"{name}.key", "-subj",
             f"/CN=Interop {name}", "-config", "/dev/null", "-days", "2", *AUTHORITY,
             "-out", f"{name}.pem")


def _leaf(directory, name, kind, subject):
    _key(directory, name, kind)
    _openssl(directory, "req", "-new", "-key", f"{name}.key", "-subj", f"/CN={subject}",
             "-config", "/dev/null", "-out", f"{name}.csr")
    _openssl(directory, "x509", "-req", "-in", f"{name}.csr", "-CA", "authority.pem",
             "-CAkey", "authority.key", "-CAcreateserial", "-days", "1",
             "-extfile", "leaf.cnf", "-out", f"{name}.pem")


def make_all(directory):
    """authority.pem, stranger.pem (an authority that signed nothing), and for each kind of key
    KIND.pem and KIND.key; for clients, client-KIND.pem and client-KIND.key."""
    make_authority(directory, "authority")
    make_authority(directory, "stranger")
    (directory / "leaf.cnf").write_text(LEAF)
    for kind in KEYS:
        _leaf(directory, kind, kind, HOST)
    for kind in KINDS_OF_CLIENTS:
        _leaf(directory, f"client-{kind}", kind, CLIENT)
