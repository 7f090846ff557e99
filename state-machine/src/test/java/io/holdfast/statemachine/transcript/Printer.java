package io.holdfast.statemachine.transcript;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.statemachine.LeaseChange;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a transcript shows answers and events. */
final class Printer implements Outcome.Handler<String> {
    private static final Printer INSTANCE = new Printer();

    private Printer() {}

    static String print(Outcome outcome) {
        return outcome.accept(INSTANCE);
    }

    static String print(Event event) {
        String change = event.kind() == Event.Kind.PUT
                ? print(event.keyValue())
                : event.keyValue().key() + " deleted";
        KeyValue previous = event.previous();
        return "* event " + event.revision() + ": " + change + (previous == null ? "" : ", was " + previous.value());
    }

    private static String print(KeyValue keyValue) {
        String lease = keyValue.lease() == 0 ? "" : ", lease " + keyValue.lease();
        return keyValue.key() + " = " + quoted(keyValue.value()) + " (create " + keyValue.createRevision() + ", mod "
                + keyValue.modRevision() + ", version " + keyValue.version() + lease + ")";
    }

    static String quoted(Bytes value) {
        return value.isEmpty() ? "\"\"" : value.toString();
    }

    @Override
    public String put(Outcome.Put outcome) {
        return "put at revision " + outcome.revision() + previous(outcome.previous());
    }

    private static String previous(@Nullable KeyValue previous) {
        return previous == null ? "" : "\n  previous " + print(previous);
    }

    @Override
    public String deleteRange(Outcome.DeleteRange outcome) {
        return "deleted " + outcome.deleted() + ", revision " + outcome.revision()
                + lines("  previous ", outcome.previous());
    }

    @Override
    public String range(Outcome.Range outcome) {
        return "revision " + outcome.revision() + ", count " + outcome.count() + (outcome.more() ? ", more" : "")
                + lines("  ", outcome.keyValues());
    }

    private static String lines(String start, List<KeyValue> keyValues) {
        return keyValues.stream()
                .map(keyValue -> "\n" + start + print(keyValue))
                .collect(Collectors.joining());
    }

    @Override
    public String transaction(Outcome.Transaction outcome) {
        String responses = outcome.responses().stream()
                .map(response -> "\n" + print(response).indent(2).stripTrailing())
                .collect(Collectors.joining());
        return (outcome.succeeded() ? "then" : "else") + ", revision " + outcome.revision() + responses;
    }

    @Override
    public String compact(Outcome.Compact outcome) {
        return "compacted, revision " + outcome.revision();
    }

    @Override
    public String registered(Outcome.Registered outcome) {
        return "registered, revision " + outcome.revision();
    }

    @Override
    public String rejection(Outcome.Rejection outcome) {
        String bound = outcome.bound() == 0 ? "" : " (bound " + outcome.bound() + ")";
        return "rejected " + outcome.reason() + bound + " at revision " + outcome.revision() + ": " + outcome.message();
    }

    @Override
    public String leaseGranted(Outcome.LeaseGranted outcome) {
        return "granted lease " + outcome.lease() + " for " + outcome.ttlMillis() + " ms, revision "
                + outcome.revision();
    }

    @Override
    public String leaseEnded(Outcome.LeaseEnded outcome) {
        return "ended lease " + outcome.lease() + ", deleted " + outcome.deleted() + ", revision " + outcome.revision();
    }

    @Override
    public String checkpointed(Outcome.Checkpointed outcome) {
        return "bounded " + outcome.changed() + ", revision " + outcome.revision();
    }

    @Override
    public String leases(Outcome.Leases outcome) {
        return "revision " + outcome.revision() + (outcome.more() ? ", more" : "")
                + outcome.leases().stream().map(lease -> "\n  " + print(lease)).collect(Collectors.joining());
    }

    private static String print(LeaseRecord lease) {
        return "lease " + lease.lease() + " (epoch " + lease.epoch() + ", ttl " + lease.ttlMillis() + " ms, bound "
                + lease.boundMillis() + " ms, " + lease.keys() + " keys"
                + (lease.session() == 0 ? "" : ", session " + Long.toHexString(lease.session())) + ")";
    }

    @Override
    public String sessionOpened(Outcome.SessionOpened outcome) {
        return "opened session " + Long.toHexString(outcome.session()) + " with lease " + outcome.lease()
                + " (epoch " + outcome.epoch() + ") for "
                + outcome.ttlMillis() + " ms, revision " + outcome.revision();
    }

    @Override
    public String sessionEnded(Outcome.SessionEnded outcome) {
        return "ended session " + Long.toHexString(outcome.session()) + ", deleted " + outcome.deleted() + ", revision "
                + outcome.revision();
    }

    @Override
    public String resolved(Outcome.Resolved outcome) {
        Outcome first = outcome.first();
        return "resolved, revision " + outcome.revision() + ": "
                + (first == null ? "not applied and never will be" : print(first));
    }

    @Override
    public String condensed(Outcome.Condensed outcome) {
        return "was applied at revision " + outcome.revision() + ", the answer was too large to keep";
    }

    @Override
    public String sessions(Outcome.Sessions outcome) {
        return "revision " + outcome.revision() + (outcome.more() ? ", more" : "")
                + outcome.sessions().stream()
                        .map(session -> "\n  " + print(session))
                        .collect(Collectors.joining());
    }

    @Override
    public String config(ConfigOutcome outcome) {
        return outcome.accept(ConfigPrinter.INSTANCE);
    }

    @Override
    public String lock(LockOutcome outcome) {
        return outcome.accept(LockPrinter.INSTANCE);
    }

    private static String print(SessionRecord session) {
        return "session " + Long.toHexString(session.session()) + " (lease " + session.lease() + ", client "
                + session.client() + ", principal " + session.principal() + ", address " + session.address()
                + ", opened " + session.openedMillis() + ", ttl " + session.ttlMillis() + " ms"
                + grace(session.graceMillis()) + ", " + session.keys() + " keys)";
    }

    private static String grace(long millis) {
        return millis == 0 ? "" : ", grace " + millis + " ms";
    }

    static String print(LeaseChange change) {
        if (change instanceof LeaseChange.Granted granted) {
            return "* lease " + granted.lease() + " granted: epoch " + granted.epoch() + ", " + granted.ttlMillis()
                    + " ms" + grace(granted.graceMillis());
        }
        return change instanceof LeaseChange.Bounded bounded
                ? "* lease " + bounded.lease() + " bounded: epoch " + bounded.epoch() + ", " + bounded.boundMillis()
                        + " ms"
                : "* lease " + change.lease() + " ended";
    }
}
