package io.holdfast.tls;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What handshakes of one process have met, for messages: whom this side refused, and what the last server that could not
 * know our issuer asked for. Safe for any thread.
 */
final class HandshakeLog {
    private volatile Consumer<IdentityException> refusals = refusal -> {};
    private volatile @Nullable String wanted;

    void onRefusal(Consumer<IdentityException> listener) {
        refusals = listener;
    }

    /** This side refused a certificate; returns the refusal. */
    IdentityException refused(IdentityException refusal) {
        refusals.accept(refusal);
        return refusal;
    }

    /** A server said whose certificates it accepts; null if the own one is among them. */
    void wanted(@Nullable String issuers) {
        wanted = issuers;
    }

    Optional<String> wanted() {
        return Optional.ofNullable(wanted);
    }
}
