package io.holdfast.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Accepts a peer if its certificate chains to an authority (the platform's PKIX check, with host name verification
 * where the connection asks for it) and shows an accepted identity. Every refusal is an {@link IdentityException}.
 *
 * <p>Immutable; safe for any thread.
 */
abstract class IdentityTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager chain;
    private final String signers;

    /**
     * A trust manager.
     *
     * @param chain checks chain, purpose, algorithms and host name
     * @param signers the authorities in words, for refusals
     */
    IdentityTrust(X509ExtendedTrustManager chain, String signers) {
        this.chain = chain;
        this.signers = signers;
    }

    /** Whom this side accepts as its client. */
    abstract Expectation expectedClient();

    /**
     * Whom this side accepts as the server it reached.
     *
     * @param offered the certificate, for the refusal only
     * @param connection where this side went; null if the caller does not say
     */
    abstract Expectation expectedServer(X509Certificate offered, @Nullable Connection connection)
            throws IdentityException;

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String authType) throws CertificateException {
        Expectation expected = expectedClient();
        check(certificates, expected, () -> chain.checkClientTrusted(certificates, authType), null);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String authType, Socket socket)
            throws CertificateException {
        Expectation expected = expectedClient();
        check(certificates, expected, () -> chain.checkClientTrusted(certificates, authType, socket), null);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String authType, SSLEngine engine)
            throws CertificateException {
        Expectation expected = expectedClient();
        check(certificates, expected, () -> chain.checkClientTrusted(certificates, authType, engine), null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String authType) throws CertificateException {
        Expectation expected = expectedServer(leaf(certificates), null);
        check(certificates, expected, () -> chain.checkServerTrusted(certificates, authType), null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String authType, Socket socket)
            throws CertificateException {
        Connection connection = Connection.of(socket);
        Expectation expected = expectedServer(leaf(certificates), connection);
        check(certificates, expected, () -> chain.checkServerTrusted(certificates, authType, socket), connection);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String authType, SSLEngine engine)
            throws CertificateException {
        Connection connection = Connection.of(engine);
        Expectation expected = expectedServer(leaf(certificates), connection);
        check(certificates, expected, () -> chain.checkServerTrusted(certificates, authType, engine), connection);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chain.getAcceptedIssuers();
    }

    /** The cheap checks first: their messages are plainer than what a path validation says about the same fault. */
    private void check(
            X509Certificate[] certificates, Expectation expected, ChainCheck pkix, @Nullable Connection connection)
            throws IdentityException {
        X509Certificate leaf = leaf(certificates);
        try {
            leaf.checkValidity();
        } catch (CertificateExpiredException e) {
            throw refused(leaf, expected, "it expired at " + leaf.getNotAfter().toInstant(), e);
        } catch (CertificateNotYetValidException e) {
            String from = leaf.getNotBefore().toInstant().toString();
            throw refused(leaf, expected, "it is not valid before " + from + " (or a clock is wrong)", e);
        }
        try {
            pkix.run();
        } catch (CertificateException e) {
            String asked = connection == null ? "" : " for " + connection;
            throw refused(leaf, expected, Text.plain(String.valueOf(e.getMessage())) + asked, e);
        }
        Principal offered = principal(leaf);
        if (!expected.accepts(offered)) {
            throw refused(leaf, expected, expected.complaint(offered), null);
        }
    }

    private static Principal principal(X509Certificate leaf) throws IdentityException {
        try {
            return Principal.of(leaf);
        } catch (IdentityException e) {
            // Again, with subject and issuer: without them nobody would find the certificate.
            throw new IdentityException(Text.certificate(leaf), e.expected(), e.reason(), e);
        }
    }

    private IdentityException refused(
            X509Certificate leaf, Expectation expected, String reason, @Nullable Throwable cause) {
        return new IdentityException(Text.certificate(leaf), expected + " issued by " + signers, reason, cause);
    }

    private static X509Certificate leaf(X509Certificate @Nullable [] certificates) throws IdentityException {
        if (certificates == null || certificates.length == 0) {
            throw new IdentityException("no certificate", "one with an identity of the cluster", "none was sent");
        }
        return Objects.requireNonNull(certificates[0]);
    }

    /** The platform's part of the decision. */
    @FunctionalInterface
    private interface ChainCheck {
        void run() throws CertificateException;
    }
}
