package io.holdfast.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What one process needs to speak mutual TLS: its certificate and key, and the authorities it believes.
 *
 * <p>Immutable; safe for any thread.
 */
public final class TlsMaterial {
    /** The only protocol spoken. */
    public static final String PROTOCOL = "TLSv1.3";

    /**
     * How long a session may be resumed. A resumed session is not verified again: an expired certificate must not live
     * on for long that way.
     */
    public static final Duration RESUMPTION = Duration.ofMinutes(10);

    private final List<X509Certificate> authorities;
    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final Principal principal;
    private final X509ExtendedTrustManager chainTrust;

    /** Material of parts that were checked, or in tests, of parts that would not pass. */
    TlsMaterial(List<X509Certificate> authorities, List<X509Certificate> chain, PrivateKey key, Principal principal)
            throws TlsException {
        this.authorities = authorities;
        this.chain = chain;
        this.key = key;
        this.principal = principal;
        this.chainTrust = chainTrust(authorities);
    }

    /**
     * Reads and cross-checks three PEM files. A certificate outside its validity loads all the same: see
     * {@link #validityProblem}; the other side of each handshake decides.
     *
     * @param caCert the authorities to believe, one or several
     * @param cert the own certificate, followed by intermediate ones if there are any
     * @param key the own key, PKCS#8, unencrypted
     * @throws TlsException if a file cannot be used, the key is not the certificate's, the certificate shows no
     *     identity, or none of the authorities issued it
     */
    public static TlsMaterial load(Path caCert, Path cert, Path key) throws TlsException {
        return of(MaterialText.read(caCert, cert, key));
    }

    /** As {@link #load}, from what stood in the files at one time. */
    static TlsMaterial of(MaterialText text) throws TlsException {
        Path caCert = text.caCert().path();
        Path cert = text.cert().path();
        Path key = text.key().path();
        List<X509Certificate> authorities = text.caCert().certificates();
        List<X509Certificate> chain = text.cert().certificates();
        PrivateKey privateKey = text.key().privateKey();
        X509Certificate own = chain.get(0);
        Principal principal;
        try {
            principal = Principal.of(own);
        } catch (IdentityException e) {
            throw new TlsException(cert + ": " + e.getMessage() + "; issue one with `holdfast pki issue`", e);
        }
        if (!KeyPairs.match(own.getPublicKey(), privateKey)) {
            throw new TlsException(key + ": not the key of the certificate " + cert + " (" + principal
                    + "); give the two files that were issued together");
        }
        X509Certificate last = chain.get(chain.size() - 1);
        if (authorities.stream().noneMatch(authority -> KeyPairs.issued(authority, last))) {
            throw new TlsException(cert + ": issued by "
                    + Text.quoted(last.getIssuerX500Principal().getName()) + ", which is not an authority in " + caCert
                    + " (" + signers(authorities) + "); give the ca.pem of the authority that issued it");
        }
        return new TlsMaterial(authorities, chain, privateKey, principal);
    }

    /** Offers the own certificate and key, to servers and clients alike. */
    public X509ExtendedKeyManager keyManager() {
        return LiveMaterial.of(this).handshakes().keys();
    }

    /**
     * Accepts anybody with an identity of the own cluster: the trust of a server towards its clients. Whoever connects
     * to a node wants {@link NodeTrust}.
     */
    public X509ExtendedTrustManager trustManager() {
        return LiveMaterial.of(this).handshakes().anybody();
    }

    /** The own certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** The authorities believed, in the order of their file. */
    public List<X509Certificate> authorities() {
        return authorities;
    }

    /** The authority among those believed that vouches for the own certificate. */
    public X509Certificate issuer() {
        X509Certificate last = chain.get(chain.size() - 1);
        return authorities.stream()
                .filter(authority -> KeyPairs.issued(authority, last))
                .findFirst()
                // Materials of tests may believe others than their own issuer.
                .orElse(authorities.get(0));
    }

    /**
     * Checks somebody who connected to this side as a handshake would now: validity, authority, cluster and role.
     *
     * @param offered the certificates shown in the handshake, own first
     * @throws IdentityException if a new handshake would be refused
     */
    public void requireClient(Certificate[] offered, Set<Role> roles) throws IdentityException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Certificate each : offered) {
            if (each instanceof X509Certificate certificate) {
                certificates.add(certificate);
            }
        }
        Expectation expected = new Expectation(principal.cluster(), roles, null);
        IdentityTrust.require(this, certificates.toArray(X509Certificate[]::new), expected);
    }

    /** The own identity. */
    public Principal principal() {
        return principal;
    }

    /** What is wrong with the validity of the own certificate at a time, in one line for an operator; empty if nothing. */
    public Optional<String> validityProblem(Instant now) {
        Instant from = certificate().getNotBefore().toInstant();
        Instant until = certificate().getNotAfter().toInstant();
        if (now.isBefore(from)) {
            return Optional.of("the certificate of " + principal + " is not valid before " + from
                    + ": peers will refuse it; check the clock of this machine");
        }
        if (now.isAfter(until)) {
            return Optional.of("the certificate of " + principal + " expired at " + until
                    + ": peers will refuse it; issue a new one with `holdfast pki issue`");
        }
        return Optional.empty();
    }

    /**
     * A JDK context for a server that accepts anybody of the cluster. Set {@link #parameters()} on each engine, and
     * there whether a client certificate is needed or wanted.
     *
     * @throws TlsException if this JVM cannot speak TLS 1.3
     */
    public SSLContext serverContext() throws TlsException {
        return context(keyManager(), trustManager());
    }

    /**
     * A JDK context for a client of the cluster's nodes; the client must verify host names, as the JDK's HTTP client
     * does by itself.
     *
     * @throws TlsException if this JVM cannot speak TLS 1.3
     */
    public SSLContext clientContext() throws TlsException {
        return context(keyManager(), NodeTrust.anyNode(this));
    }

    /** Fresh parameters for connections of the JDK contexts: TLS 1.3 only. The caller may change its copy. */
    public static SSLParameters parameters() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {PROTOCOL});
        return parameters;
    }

    /** The own chain, own certificate first. */
    List<X509Certificate> chain() {
        return chain;
    }

    /** Whether a server that lists these issuers wants the own certificate; true if it lists none. */
    boolean isWelcome(java.security.Principal @Nullable [] issuers) {
        if (issuers == null || issuers.length == 0) {
            return true;
        }
        List<java.security.Principal> listed = List.of(issuers);
        return chain.stream().anyMatch(each -> listed.contains(each.getIssuerX500Principal()));
    }

    PrivateKey key() {
        return key;
    }

    /** The platform's path validation against the authorities. */
    X509ExtendedTrustManager chainTrust() {
        return chainTrust;
    }

    /** The authorities in words. */
    String signers() {
        return signers(authorities);
    }

    private static String signers(List<X509Certificate> authorities) {
        return authorities.stream()
                .map(authority ->
                        Text.quoted(authority.getSubjectX500Principal().getName()))
                .collect(Collectors.joining(" or "));
    }

    static SSLContext context(X509ExtendedKeyManager keys, X509ExtendedTrustManager trust) throws TlsException {
        try {
            SSLContext context = SSLContext.getInstance(PROTOCOL);
            context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, new SecureRandom());
            context.getServerSessionContext().setSessionTimeout((int) RESUMPTION.toSeconds());
            context.getClientSessionContext().setSessionTimeout((int) RESUMPTION.toSeconds());
            return context;
        } catch (GeneralSecurityException e) {
            throw new TlsException("this JVM cannot speak " + PROTOCOL + ": check its security settings", e);
        }
    }

    private static X509ExtendedTrustManager chainTrust(List<X509Certificate> authorities) throws TlsException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager candidate : factory.getTrustManagers()) {
                if (candidate instanceof X509ExtendedTrustManager trust) {
                    return trust;
                }
            }
            throw new TlsException("this JVM has no PKIX trust manager: check its security settings");
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsException("the authorities " + signers(authorities) + " cannot be used: " + e.getMessage(), e);
        }
    }
}
