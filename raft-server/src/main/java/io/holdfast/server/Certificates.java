package io.holdfast.server;

import io.holdfast.server.config.ServerConfig;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.tls.IdentityException;
import io.holdfast.tls.LiveMaterial;
import io.holdfast.tls.MaterialFiles;
import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of one server: looks whether their files changed, says when their end is near (once a day), counts and
 * logs what was refused. {@link #look} is confined to one thread; everything else is safe for any.
 */
final class Certificates {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final Duration DAY = Duration.ofDays(1);

    private final ServerConfig config;
    private final MaterialFiles files;
    private final ServerMetrics metrics;
    private final Clock clock;
    private final RefusalLog refusals;
    private Instant remindAt = Instant.MIN;

    Certificates(ServerConfig config, MaterialFiles files, ServerMetrics metrics, Clock clock) {
        this.config = config;
        this.files = files;
        this.metrics = metrics;
        this.clock = clock;
        this.refusals = new RefusalLog(config.node(), System::nanoTime);
        live().onRefusal(this::refused);
        metrics.gauge(
                "tls.certificate.expires.seconds[certificate=leaf]",
                "Time until the certificate of all ports ends, or the authority that issued it; below zero if it has",
                () -> secondsLeft(() -> live().current().certificate()));
        metrics.gauge(
                "tls.certificate.expires.seconds[certificate=authority]",
                "Time until the certificate of all ports ends, or the authority that issued it; below zero if it has",
                () -> secondsLeft(() -> live().current().issuer()));
    }

    /**
     * Reads the files for the first time.
     *
     * @throws TlsException if they cannot be used
     * @throws StartException if they are not this node's
     */
    static Certificates load(ServerConfig config, ServerMetrics metrics) throws TlsException, StartException {
        ServerConfig.Tls tls = config.tls();
        MaterialFiles files = MaterialFiles.load(tls.caCert(), tls.cert(), tls.key());
        Principal offered = files.live().principal();
        Principal expected = new Principal(config.cluster(), Role.NODE, config.node());
        if (!offered.equals(expected)) {
            throw new StartException(tls.cert() + ": is the certificate of " + offered
                    + ", this server needs the one of " + expected + "; check 'cluster', 'node' and 'tls.cert'");
        }
        return new Certificates(config, files, metrics, Clock.systemUTC());
    }

    /** The material of each moment. */
    LiveMaterial live() {
        return files.live();
    }

    /** How often {@link #look} is to be called. */
    Duration lookEvery() {
        return config.tls().reloadEvery();
    }

    /** Takes changed files into use, and reminds of an end that is near. Reads files: may block. */
    void look() {
        try {
            look(clock.instant());
        } catch (RuntimeException e) {
            // A throw from here would end the looking for good.
            LOG.error("certificates cannot be looked at node={}", config.node(), e);
        }
    }

    private void look(Instant now) {
        MaterialFiles.Look found = files.look(now);
        if (found instanceof MaterialFiles.Look.Renewed renewed) {
            metrics.certificatesReloaded();
            remindAt = Instant.MIN;
            LOG.info(
                    "certificates changed node={} certificate={} until={} issuer=\"{}\" authorities={}",
                    config.node(),
                    renewed.after().principal(),
                    renewed.after().certificate().getNotAfter().toInstant(),
                    renewed.after().issuer().getSubjectX500Principal().getName(),
                    renewed.after().authorities().size());
        } else if (found instanceof MaterialFiles.Look.Refused refused) {
            metrics.certificateReloadFailed();
            LOG.error(
                    "changed certificates not used, the old ones stay node={} why=\"{}\"",
                    config.node(),
                    refused.why());
        }
        if (!now.isBefore(remindAt)) {
            remindAt = now.plus(DAY);
            remind(now);
        }
    }

    private void remind(Instant now) {
        TlsMaterial material = live().current();
        material.validityProblem(now)
                .ifPresent(problem -> LOG.error("certificate node={} problem=\"{}\"", config.node(), problem));
        remind("certificate", material.certificate(), now);
        remind("authority", material.issuer(), now);
    }

    private void remind(String what, X509Certificate certificate, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        Duration left = Duration.between(now, end);
        if (left.isNegative() || left.compareTo(config.tls().expiryWarning()) >= 0) {
            return;
        }
        String line = "{} ends soon node={} until={} days={}; renew it with `holdfast pki rotate`";
        if (left.compareTo(config.tls().expiryAlarm()) < 0) {
            LOG.error(line, what, config.node(), end, left.toDays());
        } else {
            LOG.warn(line, what, config.node(), end, left.toDays());
        }
    }

    private void refused(IdentityException refusal) {
        metrics.certificateRefused();
        refusals.log(refusal);
    }

    private long secondsLeft(Supplier<X509Certificate> certificate) {
        return Duration.between(clock.instant(), certificate.get().getNotAfter().toInstant())
                .toSeconds();
    }
}
