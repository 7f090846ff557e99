package io.holdfast.tls;

import java.net.URI;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who somebody is: written {@code spiffe://<cluster>/node|client|operator/<name>} as the only URI among the subject
 * alternative names of a certificate.
 *
 * @param cluster the cluster whose authority vouches: lower-case letters, digits, {@code . _ -}, at most 63
 * @param role what the bearer is to that cluster
 * @param name node id, client name or operator name: letters, digits, {@code . _ -}, at most 63
 */
public record Principal(String cluster, Role role, String name) {
    private static final String SCHEME = "spiffe://";
    private static final String SHAPE = "spiffe://<cluster>/node|client|operator/<name>";
    private static final String ONE_IDENTITY = "exactly one URI name " + SHAPE;
    private static final int URI_NAME = 6;

    /** Refuses names of the wrong shape with {@link IllegalArgumentException}. */
    public Principal {
        Objects.requireNonNull(role, "role");
        Names.cluster(cluster);
        Names.name(role, name);
    }

    /**
     * The identity a certificate shows. Says nothing about who signed it.
     *
     * @throws IdentityException if it has no identity, more than one, or one of another shape
     */
    public static Principal of(X509Certificate certificate) throws IdentityException {
        List<String> uris = uris(certificate);
        if (uris.isEmpty()) {
            throw new IdentityException("a certificate without identity", ONE_IDENTITY, "it has no URI name");
        }
        if (uris.size() > 1) {
            throw new IdentityException(
                    "a certificate with " + uris.size() + " URI names (" + Text.plain(String.join(", ", uris)) + ")",
                    ONE_IDENTITY,
                    "it must be clear who it speaks for");
        }
        return parse(uris.get(0));
    }

    /**
     * Reads {@code spiffe://<cluster>/<role>/<name>}.
     *
     * @throws IdentityException if the text has another shape
     */
    public static Principal parse(String uri) throws IdentityException {
        String[] parts = uri.startsWith(SCHEME) ? uri.substring(SCHEME.length()).split("/", -1) : new String[0];
        if (parts.length != 3) {
            throw refused(uri, "it has another shape", null);
        }
        Optional<Role> role = Role.ofWord(parts[1]);
        if (role.isEmpty()) {
            throw refused(uri, "the role " + Text.quoted(parts[1]) + " does not exist", null);
        }
        try {
            return new Principal(parts[0], role.get(), parts[2]);
        } catch (IllegalArgumentException e) {
            throw refused(uri, Objects.requireNonNullElse(e.getMessage(), "a name is not allowed"), e);
        }
    }

    /** The identity as it stands in a certificate. */
    public URI uri() {
        return URI.create(toString());
    }

    /** {@code spiffe://<cluster>/<role>/<name>}. */
    @Override
    public String toString() {
        return SCHEME + cluster + '/' + role.word() + '/' + name;
    }

    private static IdentityException refused(String uri, String reason, @Nullable Throwable cause) {
        return new IdentityException("identity " + Text.quoted(uri), SHAPE, reason, cause);
    }

    /** All URI names of a certificate, as they stand there. */
    static List<String> uris(X509Certificate certificate) throws IdentityException {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            throw new IdentityException(
                    "a certificate with unreadable alternative names", ONE_IDENTITY, "they cannot be decoded", e);
        }
        List<String> uris = new ArrayList<>();
        if (names != null) {
            for (List<?> name : names) {
                if (name.get(0) instanceof Integer kind && kind == URI_NAME && name.get(1) instanceof String uri) {
                    uris.add(uri);
                }
            }
        }
        return uris;
    }
}
