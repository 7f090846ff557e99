package io.holdfast.cli.config;

import io.holdfast.cli.shell.CliException;
import io.holdfast.client.RejectedException;
import io.holdfast.client.ReleaseClient;
import io.holdfast.model.Bytes;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Reads that take several questions, or may find nothing. */
final class SetHistory {
    private SetHistory() {}

    /** The kept releases above a number, the newest first. */
    static List<ReleaseHeader> above(ReleaseClient releases, String set, long number) {
        List<ReleaseHeader> all = new ArrayList<>();
        ConfigOutcome.History page = releases.history(set, 0, 0).join();
        all.addAll(page.headers());
        while (page.more()
                && !page.headers().isEmpty()
                && all.get(all.size() - 1).number() > number + 1) {
            page = releases.history(set, all.get(all.size() - 1).number(), 0).join();
            all.addAll(page.headers());
        }
        return all.stream().filter(header -> header.number() > number).toList();
    }

    /** The schema of a set; empty if it has none, or if there is no such set. */
    static ConfigOutcome.Schema schema(ReleaseClient releases, String set) {
        return ifThere(releases.schema(set)).orElse(new ConfigOutcome.Schema(0, Bytes.EMPTY, Bytes.EMPTY));
    }

    /**
     * The rollout of a set.
     *
     * @throws CliException refused if none is under way
     */
    static Rollout rollout(ReleaseClient releases, String set) {
        Rollout rollout = releases.status(set, false, 0, 1).join().record().rollout();
        if (rollout == null) {
            throw CliException.refused(Reason.NO_ROLLOUT.name(), "no rollout of '" + set + "' is under way");
        }
        return rollout;
    }

    /** What is asked for; empty if there is no such set, or no such release any more. */
    static <T> Optional<T> ifThere(CompletableFuture<T> answer) {
        try {
            return Optional.of(answer.join());
        } catch (CompletionException e) {
            Optional<Reason> reason = reason(e);
            if (reason.isPresent() && isNothing(reason.get())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isNothing(Reason reason) {
        return reason == Reason.CONFIG_SET_NOT_FOUND
                || reason == Reason.RELEASE_NOT_FOUND
                || reason == Reason.RELEASE_FORGOTTEN;
    }

    /** Why the cluster said no; empty if it failed otherwise. */
    static Optional<Reason> reason(CompletionException failed) {
        return failed.getCause() instanceof RejectedException rejected
                ? Optional.of(rejected.reason())
                : Optional.empty();
    }
}
