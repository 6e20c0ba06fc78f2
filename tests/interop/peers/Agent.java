// A TLS client and server on Java's JSSE: what agent.py says on standard input is done, and what
// happens is told, a line each. A word of a command is KEY=VALUE.
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.CertPathBuilder;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CertSelector;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

public final class Agent {
    private static final char[] NO_PASSWORD = new char[0];
    private static final Map<String, SSLContext> contexts = new HashMap<>(); // they hold tickets
    private static final Set<String> times = new HashSet<>(); // of sessions
    private static SSLSocket client;
    private static SSLServerSocket server;

    private static synchronized void tell(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static void complain(Exception error) {
        tell("failed " + String.valueOf(error.getMessage()).replace('\n', ' '));
    }

    // --- Certificates and keys from PEM ---

    private static Certificate[] chain(String file) throws IOException, GeneralSecurityException {
        byte[] text = Files.readAllBytes(Path.of(file));
        Collection<? extends Certificate> all =
            CertificateFactory.getInstance("X.509").generateCertificates(certificatesOf(text));
        return all.toArray(new Certificate[0]);
    }

    /** The certificates alone: a file may hold the key, too. */
    private static InputStream certificatesOf(byte[] text) {
        String all = new String(text, StandardCharsets.US_ASCII);
        int key = all.indexOf("-----BEGIN PRIVATE KEY");
        String before = key < 0 ? all : all.substring(0, key);
        return new ByteArrayInputStream(before.getBytes(StandardCharsets.US_ASCII));
    }

    private static PrivateKey key(String file) throws IOException, GeneralSecurityException {
        String text = Files.readString(Path.of(file));
        String begin = "-----BEGIN PRIVATE KEY-----";
        int start = text.indexOf(begin) + begin.length();
        byte[] der = Base64.getMimeDecoder().decode(text.substring(start, text.indexOf("-----END", start)));
        for (String kind : List.of("EC", "RSA", "RSASSA-PSS", "EdDSA")) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException other) {
                continue;
            }
        }
        throw new GeneralSecurityException("unknown kind of key in " + file);
    }

    private static KeyManagerFactory keys(Map<String, String> words)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        if (words.containsKey("certificate"))
            store.setKeyEntry("own", key(words.get("key")), NO_PASSWORD, chain(words.get("certificate")));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, NO_PASSWORD);
        return factory;
    }

    private static TrustManager[] trust(Map<String, String> words)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        if (words.containsKey("authority"))
            store.setCertificateEntry("authority", chain(words.get("authority"))[0]);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        if (!words.containsKey("staple")) {
            factory.init(store);
            return factory.getTrustManagers();
        }
        // Insists on a statement about revocation, and may not fetch one.
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(store, new X509CertSelector());
        PKIXRevocationChecker checker =
            (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
        checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.ONLY_END_ENTITY,
                                      PKIXRevocationChecker.Option.NO_FALLBACK));
        parameters.addCertPathChecker(checker);
        factory.init(new CertPathTrustManagerParameters(parameters));
        return factory.getTrustManagers();
    }

    private static SSLContext context(Map<String, String> words)
            throws IOException, GeneralSecurityException {
        if (words.containsKey("resume"))
            return contexts.get("newest");
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(words).getKeyManagers(), trust(words), null);
        contexts.put("newest", context);
        return context;
    }

    // --- What is allowed in a connection; groups are a property of the whole program ---

    private static SSLParameters parameters(Map<String, String> words, SSLParameters parameters) {
        parameters.setProtocols(new String[] {words.get("version")});
        if (words.containsKey("suites"))
            parameters.setCipherSuites(words.get("suites").split(":"));
        if (words.containsKey("alpn"))
            parameters.setApplicationProtocols(words.get("alpn").split(","));
        return parameters;
    }

    private static String describe(SSLSocket socket) {
        SSLSession session = socket.getSession();
        String alpn = socket.getApplicationProtocol();
        return "version=" + session.getProtocol() + " suite=" + session.getCipherSuite()
            + " alpn=" + (alpn == null || alpn.isEmpty() ? "none" : alpn)
            + " resumed=" + isResumed(socket) + " peer=" + nameOf(session);
    }

    /** A resumed session was made when the first one was; one side of each is known. */
    private static synchronized boolean isResumed(SSLSocket socket) {
        return !times.add((socket.getUseClientMode() ? "client " : "server ")
                          + socket.getSession().getCreationTime());
    }

    private static String nameOf(SSLSession session) {
        try {
            return session.getPeerPrincipal().getName().replaceFirst("^CN=", "");
        } catch (SSLPeerUnverifiedException nobody) {
            return "none";
        }
    }

    // --- The two roles ---

    /** Shows what comes, by lines; answers each when it ECHOES. */
    private static void listen(SSLSocket socket, boolean echoes) {
        try {
            BufferedReader lines = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line; (line = lines.readLine()) != null;) {
                tell("heard " + line);
                if (echoes)
                    send(socket, line);
            }
            tell("peer-closed");
            socket.close();
            tell("closed");
        } catch (IOException error) {
            complain(error);
        }
    }

    private static void send(SSLSocket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private static void connect(Map<String, String> words) throws IOException, GeneralSecurityException {
        Socket plain = new Socket();
        plain.setTcpNoDelay(true);
        plain.connect(new InetSocketAddress("127.0.0.1", Integer.parseInt(words.get("port"))));
        client = (SSLSocket) context(words).getSocketFactory().createSocket(
            plain, words.get("host"), Integer.parseInt(words.get("port")), true);
        SSLParameters parameters = parameters(words, client.getSSLParameters());
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        client.setSSLParameters(parameters);
        client.startHandshake();
        tell("connected " + describe(client));
        SSLSocket mine = client;
        inBackground(() -> listen(mine, false));
    }

    private static void serve(Map<String, String> words) throws IOException, GeneralSecurityException {
        server = (SSLServerSocket) context(words).getServerSocketFactory().createServerSocket(
            0, 50, InetAddress.getLoopbackAddress());
        SSLParameters parameters = parameters(words, server.getSSLParameters());
        if (words.containsKey("client")) {
            if (words.get("client").equals("require"))
                parameters.setNeedClientAuth(true);
            else
                parameters.setWantClientAuth(true);
        }
        server.setSSLParameters(parameters);
        tell("listening " + server.getLocalPort());
        SSLServerSocket mine = server;
        inBackground(() -> acceptAll(mine));
    }

    private static void acceptAll(SSLServerSocket listener) {
        for (;;) {
            try {
                SSLSocket socket = (SSLSocket) listener.accept();
                socket.setTcpNoDelay(true);
                inBackground(() -> {
                    try {
                        socket.startHandshake();
                        tell("connected " + describe(socket));
                        listen(socket, true);
                    } catch (IOException error) {
                        complain(error);
                    }
                });
            } catch (IOException closed) {
                return;
            }
        }
    }

    // --- Commands ---

    private static void run(String line) throws IOException, GeneralSecurityException {
        String[] parts = line.split(" ", 2);
        Map<String, String> words = new HashMap<>();
        for (String word : (parts.length > 1 ? parts[1] : "").split(" ")) {
            String[] pair = word.split("=", 2);
            words.put(pair[0], pair.length > 1 ? pair[1] : "");
        }
        switch (parts[0]) {
        case "connect" -> connect(words);
        case "serve" -> serve(words);
        case "say" -> send(client, parts[1]);
        case "rekey" -> client.startHandshake(); // in TLS 1.3: a KeyUpdate
        case "end" -> client.shutdownOutput();
        case "stop" -> server.close();
        default -> tell("failed unknown command " + line);
        }
    }

    public static void main(String[] arguments) throws IOException {
        // Some of TLS 1.2 is disabled by default: not because of its version.
        Security.setProperty("jdk.tls.disabledAlgorithms", "anon, NULL");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        tell("ready Java " + System.getProperty("java.version"));
        for (String line; (line = commands.readLine()) != null;) {
            try {
                run(line);
            } catch (IOException | GeneralSecurityException error) {
                complain(error);
            }
        }
    }
}
