package io.holdfast.tls;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The certificate authority of one cluster: a self-signed EC P-256 key that vouches for nodes, clients and operators.
 * Its own certificate names the cluster as {@code spiffe://<cluster>}.
 *
 * <p>Immutable; safe for any thread. Whoever holds it (or its {@code ca.key}) can be anybody in the cluster.
 */
public final class Authority {
    /** The longest validity of anything: a hundred years. */
    public static final Duration MAX_VALIDITY = Duration.ofDays(36_500);

    /** How far validity begins in the past, so that a peer whose clock is a little behind accepts it at once. */
    static final Duration BACKDATING = Duration.ofMinutes(5);

    private static final String SCHEME = "spiffe://";
    static final String CERTIFICATE_FILE = "ca.pem";
    static final String KEY_FILE = "ca.key";
    private static final String ORGANIZATION = "Holdfast authority";
    private static final Pattern COUNTED = Pattern.compile("O=" + ORGANIZATION + "(?: (\\d{1,6}))?(?:,|$)");
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private final String cluster;
    private final X509Certificate certificate;
    private final PrivateKey key;
    private final Clock clock;

    private Authority(String cluster, X509Certificate certificate, PrivateKey key, Clock clock) {
        this.cluster = cluster;
        this.certificate = certificate;
        this.key = key;
        this.clock = clock;
    }

    /**
     * A new authority with a new key.
     *
     * @param cluster the cluster it vouches for
     * @param validity from now on, a second to {@link #MAX_VALIDITY}
     * @throws IllegalArgumentException if the name or the validity is not allowed
     * @throws TlsException if this JVM cannot make the key
     */
    public static Authority create(String cluster, Duration validity) throws TlsException {
        return create(cluster, validity, Clock.systemUTC());
    }

    /** As {@link #create(String, Duration)}, with the time of {@code clock} for this and everything it issues. */
    static Authority create(String cluster, Duration validity, Clock clock) throws TlsException {
        return create(cluster, ORGANIZATION, validity, clock);
    }

    private static Authority create(String cluster, String organization, Duration validity, Clock clock)
            throws TlsException {
        Names.cluster(cluster);
        Instant now = clock.instant();
        Instant until = end(now, validity);
        try {
            KeyPair pair = newKey();
            X509Certificate certificate = new CertificateWriter(
                            pair.getPublic(), organization, cluster, now.minus(BACKDATING), until)
                    .authority()
                    .names(List.of(SCHEME + cluster), List.of(), List.of())
                    .selfSigned(pair.getPrivate());
            return new Authority(cluster, certificate, pair.getPrivate(), clock);
        } catch (GeneralSecurityException e) {
            throw new TlsException("this JVM cannot make EC certificates: check its security settings", e);
        }
    }

    /**
     * A new authority of the same cluster, with a new key and a name of its own: where old and new are believed side by
     * side, messages must tell them apart.
     *
     * @param validity from now on, a second to {@link #MAX_VALIDITY}
     * @throws IllegalArgumentException if the validity is not allowed
     * @throws TlsException if this JVM cannot make the key
     */
    public Authority successor(Duration validity) throws TlsException {
        Matcher counted = COUNTED.matcher(certificate.getSubjectX500Principal().getName());
        int number = counted.find() && counted.group(1) != null ? Integer.parseInt(counted.group(1)) : 1;
        return create(cluster, ORGANIZATION + " " + (number + 1), validity, clock);
    }

    /**
     * Reads {@code ca.pem} and {@code ca.key} of a folder. During a rotation there are several certificates in
     * {@code ca.pem}; the authority is the one whose key is there.
     *
     * @throws TlsException if they are missing, do not belong together, or are not an authority of ours
     */
    public static Authority load(Path folder) throws TlsException {
        Path file = folder.resolve(CERTIFICATE_FILE);
        List<X509Certificate> certificates = PemFile.certificates(file);
        PrivateKey key = PemFile.privateKey(folder.resolve(KEY_FILE));
        if (certificates.stream().anyMatch(each -> each.getBasicConstraints() < 0)) {
            throw new TlsException(
                    file + ": not only certificates of authorities; make an authority with `holdfast pki init`");
        }
        X509Certificate certificate = certificates.stream()
                .filter(each -> KeyPairs.match(each.getPublicKey(), key))
                .findFirst()
                .orElseThrow(() -> new TlsException(folder.resolve(KEY_FILE) + ": not the key of " + file
                        + "; restore the two files that were made together"));
        if (!key.getAlgorithm().equals("EC")) {
            throw new TlsException(folder.resolve(KEY_FILE) + ": an " + key.getAlgorithm()
                    + " key; the built-in authority signs with EC keys, issue with the tool that made this one");
        }
        return new Authority(cluster(file, certificate), certificate, key, Clock.systemUTC());
    }

    /**
     * Writes {@code ca.pem} and {@code ca.key} (mode 0600), both durable on return.
     *
     * @throws TlsException if either exists already, or a file cannot be written
     */
    public void save(Path folder) throws TlsException {
        NewFile.folder(folder);
        NewFile.absent(folder.resolve(CERTIFICATE_FILE));
        // The key first: a certificate without its key would look like a whole authority.
        NewFile.secret(folder.resolve(KEY_FILE), IssuedCertificate.pem(key));
        NewFile.open(folder.resolve(CERTIFICATE_FILE), IssuedCertificate.pem(certificate));
    }

    /**
     * A certificate with a new key. Nodes may act as server and client, everybody else as client only.
     *
     * @param principal whom it speaks for, of this authority's cluster
     * @param hosts DNS names it may be reached at, without wildcards
     * @param addresses IPv4 and IPv6 addresses it may be reached at
     * @param validity from now on, at most to the end of the authority itself
     * @throws IllegalArgumentException if a host name, an address or the validity is not allowed
     * @throws TlsException if the principal is another cluster's or the certificate would outlive the authority
     */
    public IssuedCertificate issue(Principal principal, List<String> hosts, List<String> addresses, Duration validity)
            throws TlsException {
        if (!principal.cluster().equals(cluster)) {
            throw new TlsException("the authority of cluster " + cluster + " does not vouch for " + principal);
        }
        Instant now = clock.instant();
        Instant until = end(now, validity);
        Instant own = certificate.getNotAfter().toInstant();
        if (until.isAfter(own)) {
            throw new TlsException("a certificate until " + until + " would outlive its authority, which ends at " + own
                    + "; ask for fewer days or make a new authority");
        }
        hosts.forEach(Names::host);
        List<InetAddress> ips = addresses.stream().map(Names::ip).toList();
        try {
            KeyPair pair = newKey();
            CertificateWriter writer = new CertificateWriter(
                    pair.getPublic(), principal.cluster(), principal.name(), now.minus(BACKDATING), until);
            (principal.role() == Role.NODE ? writer.endEntity(SERVER_AUTH, CLIENT_AUTH) : writer.endEntity(CLIENT_AUTH))
                    .names(List.of(principal.toString()), hosts, ips);
            return new IssuedCertificate(principal, writer.signedBy(certificate, key), pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new TlsException("the key of the authority of " + cluster + " cannot sign", e);
        }
    }

    /** The same authority at the time of another clock. */
    Authority at(Clock time) {
        return new Authority(cluster, certificate, key, time);
    }

    PrivateKey key() {
        return key;
    }

    /** The cluster it vouches for. */
    public String cluster() {
        return cluster;
    }

    /** Its own certificate, the one everybody in the cluster believes. */
    public X509Certificate certificate() {
        return certificate;
    }

    @Override
    public String toString() {
        return "Authority[" + cluster + ", until " + certificate.getNotAfter().toInstant() + "]";
    }

    private static String cluster(Path file, X509Certificate certificate) throws TlsException {
        try {
            List<String> uris = Principal.uris(certificate);
            if (uris.size() == 1 && uris.get(0).startsWith(SCHEME)) {
                return Names.cluster(uris.get(0).substring(SCHEME.length()));
            }
            throw new TlsException(file + ": does not name its cluster by one URI name spiffe://<cluster>; make an"
                    + " authority with `holdfast pki init`");
        } catch (IdentityException | IllegalArgumentException e) {
            throw new TlsException(file + ": " + e.getMessage(), e);
        }
    }

    private static Instant end(Instant now, Duration validity) {
        Objects.requireNonNull(validity, "validity");
        if (validity.compareTo(Duration.ofSeconds(1)) < 0 || validity.compareTo(MAX_VALIDITY) > 0) {
            throw new IllegalArgumentException("a validity of " + validity.toDays() + " days is not allowed: at most "
                    + MAX_VALIDITY.toDays() + ", and more than none");
        }
        return now.plus(validity);
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
