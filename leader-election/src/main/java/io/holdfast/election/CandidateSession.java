package io.holdfast.election;

import io.holdfast.client.CampaignOptions;
import io.holdfast.client.Session;
import io.holdfast.client.SessionState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The session a candidate stands in. Confined to the steps of its election. */
interface CandidateSession {
    /** These options in a session that lives, opened anew if the last one ended. */
    CompletableFuture<CampaignOptions> in(CampaignOptions options);

    /** Ends it, if it is the candidate's own. */
    CompletableFuture<Void> closeAsync();

    /** The session of the client's writes: the client opens it, and opens it again. */
    final class OfClient implements CandidateSession {
        @Override
        public CompletableFuture<CampaignOptions> in(CampaignOptions options) {
            return CompletableFuture.completedFuture(options);
        }

        @Override
        @SuppressWarnings("NullAway") // Void has no other value.
        public CompletableFuture<Void> closeAsync() {
            return CompletableFuture.completedFuture(null);
        }
    }

    /** A session of the candidate's own: its time to live is the election's, and its end is nobody else's. */
    final class Own implements CandidateSession {
        private final Supplier<CompletableFuture<Session>> opening;
        private @Nullable CompletableFuture<Session> opened;

        Own(Supplier<CompletableFuture<Session>> opening) {
            this.opening = opening;
        }

        @Override
        public CompletableFuture<CampaignOptions> in(CampaignOptions options) {
            CompletableFuture<Session> last = opened;
            if (last == null || over(last)) {
                last = opening.get();
                opened = last;
            }
            return last.thenApply(options::session);
        }

        private static boolean over(CompletableFuture<Session> last) {
            if (last.isCompletedExceptionally()) {
                return true;
            }
            Session session = last.getNow(null);
            return session != null
                    && (session.state() == SessionState.EXPIRED
                            || session.remaining().equals(Duration.ZERO));
        }

        @Override
        @SuppressWarnings("NullAway") // Void has no other value.
        public CompletableFuture<Void> closeAsync() {
            CompletableFuture<Session> last = opened;
            if (last == null || last.isCompletedExceptionally()) {
                return CompletableFuture.completedFuture(null);
            }
            return last.thenCompose(Session::closeAsync);
        }
    }
}
