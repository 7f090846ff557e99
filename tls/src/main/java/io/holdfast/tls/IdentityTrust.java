package io.holdfast.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Accepts a peer if its certificate chains to an authority (the platform's PKIX check, with host name verification
 * where the connection asks for it) and shows an accepted identity. Every refusal is an {@link IdentityException}.
 *
 * <p>Safe for any thread.
 */
abstract class IdentityTrust extends X509ExtendedTrustManager {
    private final Supplier<TlsMaterial> material;
    private final HandshakeLog log;

    /**
     * A trust manager.
     *
     * @param material the own cluster and the authorities to believe, asked for in each handshake
     * @param log hears of refusals
     */
    IdentityTrust(Supplier<TlsMaterial> material, HandshakeLog log) {
        this.material = material;
        this.log = log;
    }

    /** Whom this side accepts as its client. */
    abstract Expectation expectedClient(String cluster);

    /**
     * Whom this side accepts as the server it reached.
     *
     * @param offered the certificate, for the refusal only
     * @param connection where this side went; null if the caller does not say
     */
    abstract Expectation expectedServer(String cluster, X509Certificate offered, @Nullable Connection connection)
            throws IdentityException;

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String authType) throws CertificateException {
        client(certificates, chain -> chain.checkClientTrusted(certificates, authType));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String authType, Socket socket)
            throws CertificateException {
        client(certificates, chain -> chain.checkClientTrusted(certificates, authType, socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String authType, SSLEngine engine)
            throws CertificateException {
        client(certificates, chain -> chain.checkClientTrusted(certificates, authType, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String authType) throws CertificateException {
        server(certificates, chain -> chain.checkServerTrusted(certificates, authType), null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String authType, Socket socket)
            throws CertificateException {
        server(certificates, chain -> chain.checkServerTrusted(certificates, authType, socket), Connection.of(socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String authType, SSLEngine engine)
            throws CertificateException {
        server(certificates, chain -> chain.checkServerTrusted(certificates, authType, engine), Connection.of(engine));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return material.get().chainTrust().getAcceptedIssuers();
    }

    /** Checks a client's certificates as a handshake would. */
    static void require(TlsMaterial material, X509Certificate[] certificates, Expectation expected)
            throws IdentityException {
        String authType = leaf(certificates).getPublicKey().getAlgorithm();
        check(material, certificates, expected, chain -> chain.checkClientTrusted(certificates, authType), null);
    }

    private void client(X509Certificate[] certificates, ChainCheck pkix) throws IdentityException {
        TlsMaterial now = material.get();
        try {
            check(now, certificates, expectedClient(now.principal().cluster()), pkix, null);
        } catch (IdentityException e) {
            throw log.refused(e);
        }
    }

    private void server(X509Certificate[] certificates, ChainCheck pkix, @Nullable Connection connection)
            throws IdentityException {
        TlsMaterial now = material.get();
        try {
            Expectation expected = expectedServer(now.principal().cluster(), leaf(certificates), connection);
            check(now, certificates, expected, pkix, connection);
        } catch (IdentityException e) {
            throw log.refused(e);
        }
    }

    /** The cheap checks first: their messages are plainer than what a path validation says about the same fault. */
    private static void check(
            TlsMaterial material,
            X509Certificate[] certificates,
            Expectation expected,
            ChainCheck pkix,
            @Nullable Connection connection)
            throws IdentityException {
        String signers = material.signers();
        X509Certificate leaf = leaf(certificates);
        try {
            leaf.checkValidity();
        } catch (CertificateExpiredException e) {
            throw refused(
                    leaf,
                    expected,
                    signers,
                    "it expired at " + leaf.getNotAfter().toInstant(),
                    e);
        } catch (CertificateNotYetValidException e) {
            String from = leaf.getNotBefore().toInstant().toString();
            throw refused(leaf, expected, signers, "it is not valid before " + from + " (or a clock is wrong)", e);
        }
        try {
            pkix.run(material.chainTrust());
        } catch (CertificateException e) {
            String asked = connection == null ? "" : " for " + connection;
            throw refused(leaf, expected, signers, Text.plain(String.valueOf(e.getMessage())) + asked, e);
        }
        Principal offered = principal(leaf);
        if (!expected.accepts(offered)) {
            throw refused(leaf, expected, signers, expected.complaint(offered), null);
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

    private static IdentityException refused(
            X509Certificate leaf, Expectation expected, String signers, String reason, @Nullable Throwable cause) {
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
        void run(X509ExtendedTrustManager chain) throws CertificateException;
    }
}
