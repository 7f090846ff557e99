package io.holdfast.tls;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Replaces the authority and the certificates in a folder made by {@code pki}, step by step, so that at each step
 * everybody believes everybody:
 *
 * <pre>
 *   1. succeed   ca.pem = new, old; ca.key = new     hand ca.pem to everybody before the next step
 *   2. renew     NAME.pem, NAME.key of each           hand them out, in any order
 *   3. finish    ca.pem = new                         hand it to everybody: the old authority counts no more
 * </pre>
 *
 * <p>Files are replaced by renames, keys with mode 0600. Not for several threads or processes at once.
 */
public final class Rotation {
    private final Path folder;
    private final List<X509Certificate> believed;
    private final Authority authority;

    private Rotation(Path folder, List<X509Certificate> believed, Authority authority) {
        this.folder = folder;
        this.believed = believed;
        this.authority = authority;
    }

    /**
     * Reads a folder.
     *
     * @throws TlsException if it holds no authority of ours
     */
    public static Rotation in(Path folder) throws TlsException {
        return new Rotation(folder, PemFile.certificates(file(folder)), Authority.load(folder));
    }

    /** The authority that signs now. */
    public Authority authority() {
        return authority;
    }

    /** The authorities that are still believed beside it; empty while no rotation is under way. */
    public List<X509Certificate> retiring() {
        return believed.stream()
                .filter(each -> !each.equals(authority.certificate()))
                .toList();
    }

    /**
     * Refuses to begin before the last rotation is finished.
     *
     * @throws TlsException if one is under way
     */
    public void requireFinished() throws TlsException {
        // A stop between two files leaves a new certificate in front whose key was never written: that is no rotation.
        if (!retiring().isEmpty() && believed.get(0).equals(authority.certificate())) {
            throw new TlsException(file(folder) + ": a rotation is under way (" + subjects(retiring())
                    + " is still believed); end it with `holdfast pki rotate ca --finish`");
        }
    }

    /**
     * Step 1: a new authority signs from now on, and the one before is still believed.
     *
     * @throws TlsException if a rotation is under way, or a file cannot be written
     */
    public Authority succeed(Duration validity) throws TlsException {
        requireFinished();
        Authority next = authority.successor(validity);
        String bundle = IssuedCertificate.pem(next.certificate()) + IssuedCertificate.pem(authority.certificate());
        // The bundle first: until the key follows, the old authority signs as before.
        NewFile.replace(List.of(
                new NewFile.Replacement(file(folder), bundle, false),
                new NewFile.Replacement(folder.resolve(Authority.KEY_FILE), IssuedCertificate.pem(next.key()), true)));
        return next;
    }

    /**
     * Every certificate of the cluster in a folder whose key is there too, by name.
     *
     * @throws TlsException if the folder cannot be read
     */
    public List<Leaf> leaves(Path where) throws TlsException {
        List<Leaf> leaves = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(where, "*.pem")) {
            for (Path each : files) {
                String name = each.getFileName().toString().replaceFirst("\\.pem$", "");
                if (!each.getFileName().toString().equals(Authority.CERTIFICATE_FILE)
                        && Files.exists(where.resolve(name + ".key"))) {
                    Leaf leaf = Leaf.read(where, name);
                    if (leaf.principal().cluster().equals(authority.cluster())) {
                        leaves.add(leaf);
                    }
                }
            }
        } catch (IOException e) {
            throw new TlsException(where + ": cannot be read (" + e + ")", e);
        }
        leaves.sort(Comparator.comparing(leaf -> leaf.certificateFile().toString()));
        return leaves;
    }

    /** Whether a certificate was issued by the authority that signs now. */
    public boolean isCurrent(Leaf leaf) {
        return KeyPairs.issued(authority.certificate(), leaf.certificate());
    }

    /**
     * Step 2, for one: the same identity and names, a new key, signed by the authority that signs now.
     *
     * @param validity from now on; cut at the end of the authority
     * @throws TlsException if it is another cluster's, or a file cannot be written
     */
    public IssuedCertificate renew(Leaf leaf, Duration validity) throws TlsException {
        Duration longest = Duration.between(
                Instant.now(Clock.systemUTC()),
                authority.certificate().getNotAfter().toInstant().minusSeconds(1));
        IssuedCertificate issued = authority.issue(
                leaf.principal(), leaf.hosts(), leaf.addresses(), validity.compareTo(longest) < 0 ? validity : longest);
        NewFile.replace(List.of(
                new NewFile.Replacement(leaf.keyFile(), issued.keyPem(), true),
                new NewFile.Replacement(leaf.certificateFile(), issued.certificatePem(), false)));
        return issued;
    }

    /**
     * Refuses to finish while somebody here would be left behind.
     *
     * @throws TlsException if a certificate in {@code where} was issued by another authority than the one that signs
     */
    public void requireAllRenewed(Path where) throws TlsException {
        List<Leaf> behind =
                leaves(where).stream().filter(leaf -> !isCurrent(leaf)).toList();
        if (!behind.isEmpty()) {
            throw new TlsException(behind.stream()
                            .map(leaf -> leaf.certificateFile().toString())
                            .collect(Collectors.joining(", "))
                    + ": issued by the authority that would go; renew with `holdfast pki rotate leaf --all` first, or"
                    + " move them away");
        }
    }

    /**
     * Step 3: only the authority that signs is believed.
     *
     * @throws TlsException if the file cannot be written
     */
    public void finish() throws TlsException {
        NewFile.replace(
                List.of(new NewFile.Replacement(file(folder), IssuedCertificate.pem(authority.certificate()), false)));
    }

    /** Subjects in words. */
    public static String subjects(List<X509Certificate> certificates) {
        return certificates.stream()
                .map(each -> Text.quoted(each.getSubjectX500Principal().getName()))
                .collect(Collectors.joining(", "));
    }

    private static Path file(Path folder) {
        return folder.resolve(Authority.CERTIFICATE_FILE);
    }
}
