package io.holdfast.client.internal;

import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.ElectionStep;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.query.LockQuery;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the cluster's state remembers of elections, as simply as it can be said. */
public final class ModelElections {
    /** Changes of a page. */
    static final int PAGE = 3;

    /** Every change there ever was. */
    public final List<ElectionChange> all = new ArrayList<>();

    /** Elections that changed since somebody took them out here. */
    public final Set<String> noticed = new LinkedHashSet<>();

    /** Changes up to this number are not remembered any more. */
    long forgotten;

    void elected(ModelLocks.Entry entry) {
        add(entry, ElectionStep.ELECTED, LockEnd.UNKNOWN, "");
    }

    void published(ModelLocks.Entry entry) {
        add(entry, ElectionStep.PUBLISHED, LockEnd.UNKNOWN, "");
    }

    void ended(ModelLocks.Entry entry, LockEnd end, String message) {
        if (entry.token != 0) {
            add(entry, ElectionStep.ENDED, end, message);
        }
    }

    private void add(ModelLocks.Entry entry, ElectionStep step, LockEnd end, String message) {
        if (entry.claim.mode() == LockMode.LEADER) {
            noticed.add(entry.name);
            all.add(new ElectionChange(
                    all.size() + 1L,
                    entry.name,
                    step,
                    entry.token,
                    entry.session,
                    entry.claim.label(),
                    "client",
                    entry.value,
                    end,
                    message,
                    1_000));
        }
    }

    LockOutcome.Changes query(LockQuery.Changes query, List<ModelLocks.Entry> holders) {
        HoldRecord leader = holders.isEmpty() ? null : record(holders.get(0));
        boolean missed = query.after() >= 0
                && all.stream()
                        .anyMatch(change -> change.election().equals(query.name())
                                && change.number() > query.after()
                                && change.number() <= forgotten);
        List<ElectionChange> found = query.after() < 0 || missed
                ? List.of()
                : all.stream()
                        .filter(change -> change.election().equals(query.name()) && change.number() > query.after())
                        .toList();
        boolean more = found.size() > PAGE;
        List<ElectionChange> page = more ? found.subList(0, PAGE) : found;
        return new LockOutcome.Changes(1, more ? page.get(PAGE - 1).number() : all.size(), missed, more, leader, page);
    }

    private static HoldRecord record(ModelLocks.Entry entry) {
        return new HoldRecord(
                entry.session,
                entry.acquisition,
                entry.token,
                entry.claim.publishing(entry.value),
                1_000,
                "client",
                "spiffe://demo/client/c",
                "127.0.0.1:1");
    }
}
