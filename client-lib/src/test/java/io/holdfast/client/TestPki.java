package io.holdfast.client;

import io.holdfast.tls.Authority;
import io.holdfast.tls.IssuedCertificate;
import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An authority of a cluster and what it issued, as files in a temporary folder. */
final class TestPki {
    private static final Duration VALIDITY = Duration.ofDays(1);

    private final Path folder;
    private final Authority authority;

    TestPki(String cluster) {
        try {
            folder = Files.createTempDirectory("holdfast-pki");
            authority = Authority.create(cluster, VALIDITY.multipliedBy(2));
            authority.save(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TlsException e) {
            throw new IllegalStateException(e);
        }
    }

    Path ca() {
        return folder.resolve("ca.pem");
    }

    /** A certificate for localhost. */
    IssuedCertificate.Saved issue(Role role, String name) {
        try {
            return authority
                    .issue(
                            new Principal(authority.cluster(), role, name),
                            List.of("localhost"),
                            List.of("127.0.0.1"),
                            VALIDITY)
                    .save(Files.createTempDirectory(folder, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TlsException e) {
            throw new IllegalStateException(e);
        }
    }

    TlsMaterial material(Role role, String name) {
        IssuedCertificate.Saved files = issue(role, name);
        try {
            return TlsMaterial.load(ca(), files.certificate(), files.key());
        } catch (TlsException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A builder with a client's certificate of this authority. */
    HoldfastClientBuilder client(String... endpoints) {
        IssuedCertificate.Saved files = issue(Role.CLIENT, "app");
        return HoldfastClient.builder()
                .endpoints(List.of(endpoints))
                .tls(ca(), files.certificate(), files.key())
                .requestTimeout(Duration.ofSeconds(5))
                .backoff(Duration.ofMillis(5), Duration.ofMillis(100));
    }
}
