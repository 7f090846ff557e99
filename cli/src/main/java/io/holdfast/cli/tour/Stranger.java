package io.holdfast.cli.tour;

import io.holdfast.tls.Authority;
import io.holdfast.tls.IssuedCertificate;
import io.holdfast.tls.NodeTrust;
import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Knocks at a client port with the wrong certificate, or with none, and says how it was turned away. */
final class Stranger {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final String CLOSED = "connection closed";
    private static final String ALERT = "Received fatal alert: ";
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SSLContext context;

    private Stranger(TlsMaterial friend, KeyManager[] shown) {
        try {
            // It believes the node, so that the node is the one who refuses.
            context = SSLContext.getInstance(TlsMaterial.PROTOCOL);
            context.init(shown, new TrustManager[] {NodeTrust.anyNode(friend)}, new SecureRandom());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot speak " + TlsMaterial.PROTOCOL, e);
        }
    }

    /** No stranger at all: shows the friend's own certificate, to prove that knocking tells the two apart. */
    static Stranger friend(TlsMaterial friend) {
        return new Stranger(friend, new KeyManager[] {friend.keyManager()});
    }

    /** One that shows no certificate. */
    static Stranger withoutCertificate(TlsMaterial friend) {
        return new Stranger(friend, new KeyManager[0]);
    }

    /**
     * One whose certificate names an operator of the cluster, but comes from another authority of the same name.
     *
     * @param folder where its files go, empty before
     */
    static Stranger ofAnotherAuthority(TlsMaterial friend, Path folder) {
        try {
            Principal claimed = new Principal(friend.principal().cluster(), Role.OPERATOR, "stranger");
            Authority authority = Authority.create(claimed.cluster(), Duration.ofHours(2));
            authority.save(folder);
            IssuedCertificate.Saved saved = authority
                    .issue(claimed, List.of(), List.of(), Duration.ofHours(1))
                    .save(folder);
            TlsMaterial material = TlsMaterial.load(folder.resolve("ca.pem"), saved.certificate(), saved.key());
            return new Stranger(friend, new KeyManager[] {material.keyManager()});
        } catch (TlsException e) {
            throw new IllegalStateException("another authority cannot be made in " + folder, e);
        }
    }

    /**
     * Tries to get in; how it was refused, or empty if it was let in.
     *
     * @throws StepFailedException if the node could not be reached or said nothing at all: that is no refusal
     */
    Optional<String> knock(String host, int port) throws StepFailedException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            return refusal(socket);
        } catch (IOException e) {
            throw new StepFailedException(host + ":" + port + " could not be asked: " + e.getMessage());
        }
    }

    private static Optional<String> refusal(SSLSocket socket) throws IOException {
        SSLParameters parameters = TlsMaterial.parameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        try {
            socket.startHandshake();
            socket.getOutputStream().write(PREFACE);
            // With TLS 1.3 the client believes itself connected before the server has judged: the first read tells.
            return socket.getInputStream().read() < 0 ? Optional.of(CLOSED) : Optional.empty();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            int alert = message.indexOf(ALERT);
            return Optional.of(alert < 0 ? CLOSED : "alert " + message.substring(alert + ALERT.length()));
        }
    }
}
