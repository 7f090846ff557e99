package io.holdfast.client.config;

import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process runs on of one set, whatever the number of its bindings: they all take a release, or none does. Confined to
 * the turns of the set, except what is said to be for any thread.
 */
final class Application {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    /** How often the file is marked as still right. */
    private static final Duration MARK_EVERY = Duration.ofMinutes(1);

    private final String set;
    private final ConfigSettings settings;
    private final Agenda agenda;
    private final Acknowledging acknowledging;
    private final List<BoundHandle<?>> bindings = new ArrayList<>();
    private final Instant begun;
    private @Nullable Release held;
    private @Nullable ReleaseHeader kept;
    private long markedNanos;
    private volatile @Nullable ConfigRejection rejection;
    private volatile @Nullable Proof proof;

    /**
     * What is known of how current the release is.
     *
     * @param heard whether the cluster said so since this process began
     * @param nanos when, by the monotonic clock
     * @param at when, by the wall clock
     */
    private record Proof(boolean heard, long nanos, Instant at) {
        Proof {
            Objects.requireNonNull(at, "at");
        }
    }

    Application(String set, ConfigSettings settings, Agenda agenda, Acknowledging acknowledging) {
        this.set = set;
        this.settings = settings;
        this.agenda = agenda;
        this.acknowledging = acknowledging;
        this.begun = agenda.now();
    }

    @Nullable
    Release held() {
        return held;
    }

    /** The release that need not be sent again: one that was rejected, or the one that is run on; 0 for none. */
    long has() {
        ConfigRejection known = rejection;
        if (known != null) {
            return known.release();
        }
        return held == null ? 0 : held.header().number();
    }

    /** Any thread. */
    Optional<ConfigRejection> rejection() {
        return Optional.ofNullable(rejection);
    }

    boolean rejects(ReleaseHeader header) {
        ConfigRejection known = rejection;
        return known != null && known.release() == header.number();
    }

    /** Whoever rejected something may be gone; whether there was anything. */
    boolean forgetRejection() {
        boolean any = rejection != null;
        rejection = null;
        Release running = held;
        if (any && running != null) {
            acknowledging.applied(running.header().number(), forAll(running));
        }
        return any;
    }

    /** Any thread. */
    Optional<Instant> staleSince() {
        Proof known = proof;
        if (known == null) {
            return Optional.of(begun);
        }
        boolean fresh = known.heard()
                && agenda.nanos() - known.nanos() <= settings.staleAfter().toNanos();
        return fresh ? Optional.empty() : Optional.of(known.at());
    }

    /** The cluster said what this client should run on, asked at a moment. */
    void confirmed(long askedNanos) {
        long ago = agenda.nanos() - askedNanos;
        Instant at = agenda.now().minusNanos(ago);
        proof = new Proof(true, askedNanos, at);
        LastKnownGood files = settings.files();
        Release running = held;
        boolean right = running != null && rejection == null && running.header().equals(kept);
        if (files != null && right && askedNanos - markedNanos > MARK_EVERY.toNanos()) {
            markedNanos = askedNanos;
            files.confirm(set, at);
        }
    }

    /** One binding more: it takes what is there, or says what it has against it. */
    void add(BoundHandle<?> binding) {
        bindings.add(binding);
        Release running = held;
        if (running != null) {
            try {
                binding.prepare(running).run();
                binding.tell(new Difference(null, running));
            } catch (ConfigException e) {
                reject(running, e);
                binding.rejected(e);
            }
        }
    }

    void remove(BoundHandle<?> binding) {
        bindings.remove(binding);
    }

    /** Runs on a release, or stays with what is there. */
    void decide(Release release) {
        ConfigException objection = take(release);
        if (objection == null) {
            rejection = null;
            keep(release);
            acknowledging.applied(release.header().number(), forAll(release));
            return;
        }
        reject(release, objection);
        fallBack("release " + release.header().number() + " is rejected");
        if (held == null) {
            // Whoever waits for a first value waits in vain.
            List.copyOf(bindings).forEach(binding -> binding.rejected(objection));
        }
    }

    private static boolean forAll(Release release) {
        return release.header().currentMillis() > 0;
    }

    private void reject(Release release, ConfigException objection) {
        long number = release.header().number();
        LOG.warn("a release is rejected set={} release={} why={}", set, number, objection.getMessage());
        rejection = new ConfigRejection(number, objection);
        acknowledging.rejected(number, String.valueOf(objection.getMessage()));
    }

    /** The cluster offers what is run on already: what was rejected before is not offered any more. */
    void offeredAgain(Release running) {
        ConfigRejection known = rejection;
        if (known != null && known.release() != running.header().number()) {
            rejection = null;
        }
    }

    /** Switches every binding, or none. */
    private @Nullable ConfigException take(Release release) {
        List<Runnable> switches = new ArrayList<>();
        try {
            for (BoundHandle<?> binding : bindings) {
                switches.add(binding.prepare(release));
            }
        } catch (ConfigException e) {
            return e;
        }
        Difference difference = new Difference(held, release);
        held = release;
        switches.forEach(Runnable::run);
        List.copyOf(bindings).forEach(binding -> binding.tell(difference));
        return null;
    }

    private void keep(Release release) {
        LastKnownGood files = settings.files();
        if (files != null && !release.header().equals(kept)) {
            try {
                files.keep(release);
                kept = release.header();
                markedNanos = agenda.nanos();
            } catch (IOException e) {
                LOG.error("the last known good file cannot be written file={}", files.file(set), e);
            }
        }
    }

    /**
     * Takes the last known good release if there is nothing to run on.
     *
     * @return its header; null if that did not happen
     */
    @Nullable
    ReleaseHeader fallBack(String why) {
        LastKnownGood files = settings.files();
        if (held != null || files == null) {
            return null;
        }
        Optional<LastKnownGood.Kept> found;
        try {
            found = files.read(set);
        } catch (IOException e) {
            LOG.error("the last known good file is not used file={} why={}", files.file(set), e.getMessage());
            return null;
        }
        if (found.isEmpty()) {
            return null;
        }
        Release release = found.get().release();
        if (rejects(release.header())) {
            return null;
        }
        if (proof == null) {
            proof = new Proof(false, 0, found.get().known());
        }
        ConfigException objection = take(release);
        if (objection != null) {
            LOG.error(
                    "the last known good release cannot be used file={} why={}",
                    files.file(set),
                    objection.getMessage());
            return null;
        }
        LOG.warn(
                "starting from the last known good file set={} release={} known={} why={}",
                set,
                release.header().number(),
                found.get().known(),
                why);
        kept = release.header();
        ConfigRejection known = rejection;
        acknowledging.applied(release.header().number(), forAll(release));
        if (known != null) {
            acknowledging.rejected(known.release(), String.valueOf(known.why().getMessage()));
        }
        return release.header();
    }
}
