package io.holdfast.test;

import io.holdfast.tls.Authority;
import io.holdfast.tls.IssuedCertificate;
import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** The authority of one cluster and the certificates it issued, as files. Confined to its cluster's lock. */
final class TestIdentities {
    private static final Duration VALIDITY = Duration.ofDays(30);

    private final Path folder;
    private final Authority authority;
    private final Map<String, IssuedCertificate.Saved> issued = new HashMap<>();

    TestIdentities(Path folder, String cluster) {
        this.folder = folder;
        try {
            this.authority = Authority.create(cluster, VALIDITY.multipliedBy(2));
            authority.save(folder);
        } catch (TlsException e) {
            throw new IllegalStateException("no authority for the cluster: " + e.getMessage(), e);
        }
    }

    Path caCertificate() {
        return folder.resolve("ca.pem");
    }

    /** The files of one identity, issued when first asked for. */
    IssuedCertificate.Saved files(Role role, String name) {
        return issued.computeIfAbsent(role + "-" + name, key -> issue(role, name, folder.resolve(key)));
    }

    private IssuedCertificate.Saved issue(Role role, String name, Path into) {
        try {
            Principal principal = new Principal(authority.cluster(), role, name);
            return authority
                    .issue(principal, List.of("localhost"), List.of("127.0.0.1"), VALIDITY)
                    .save(into);
        } catch (TlsException e) {
            throw new IllegalStateException("no certificate for " + name + ": " + e.getMessage(), e);
        }
    }

    /** For asking the nodes' operations pages. */
    SSLContext clientContext() {
        IssuedCertificate.Saved files = files(Role.CLIENT, "test");
        try {
            return TlsMaterial.load(caCertificate(), files.certificate(), files.key())
                    .clientContext();
        } catch (TlsException e) {
            throw new IllegalStateException("the certificate of the test cannot be used: " + e.getMessage(), e);
        }
    }
}
