package io.holdfast.server;

import io.holdfast.tls.Authority;
import io.holdfast.tls.IssuedCertificate;
import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An authority in a folder, and certificates of it for this machine. */
public final class Pki {
    private static final Duration DAY = Duration.ofDays(1);

    private final Path folder;
    private final Authority authority;

    public Pki(Path folder, String cluster) {
        this.folder = folder;
        try {
            authority = Authority.create(cluster, DAY.multipliedBy(30));
            authority.save(folder);
        } catch (TlsException e) {
            throw new AssertionError(e);
        }
    }

    public Path caCert() {
        return folder.resolve("ca.pem");
    }

    public IssuedCertificate.Saved files(Role role, String name, Duration validity) {
        try {
            return authority
                    .issue(
                            new Principal(authority.cluster(), role, name),
                            List.of("localhost"),
                            List.of("127.0.0.1"),
                            validity)
                    .save(Files.createTempDirectory(folder, role.word()));
        } catch (TlsException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A certificate of this authority, in the hands of somebody who believes the other one too. */
    public TlsMaterial materialBelieving(Pki other, Role role, String name) {
        IssuedCertificate.Saved saved = files(role, name, DAY);
        try {
            Path both = Files.createTempDirectory(folder, "both").resolve("ca.pem");
            Files.writeString(both, Files.readString(caCert()) + Files.readString(other.caCert()));
            return TlsMaterial.load(both, saved.certificate(), saved.key());
        } catch (TlsException | IOException e) {
            throw new AssertionError(e);
        }
    }

    public TlsMaterial material(Role role, String name) {
        return material(role, name, DAY);
    }

    public TlsMaterial material(Role role, String name, Duration validity) {
        IssuedCertificate.Saved saved = files(role, name, validity);
        try {
            return TlsMaterial.load(caCert(), saved.certificate(), saved.key());
        } catch (TlsException e) {
            throw new AssertionError(e);
        }
    }
}
