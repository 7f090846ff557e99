package io.holdfast.statemachine.transcript;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.model.outcome.Outcome;
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

    private static String quoted(Bytes value) {
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
        return outcome.toString();
    }

    @Override
    public String leaseEnded(Outcome.LeaseEnded outcome) {
        return outcome.toString();
    }

    @Override
    public String checkpointed(Outcome.Checkpointed outcome) {
        return outcome.toString();
    }

    @Override
    public String leases(Outcome.Leases outcome) {
        return outcome.toString();
    }

    @Override
    public String sessionOpened(Outcome.SessionOpened outcome) {
        return outcome.toString();
    }

    @Override
    public String sessionEnded(Outcome.SessionEnded outcome) {
        return outcome.toString();
    }

    @Override
    public String resolved(Outcome.Resolved outcome) {
        return outcome.toString();
    }

    @Override
    public String condensed(Outcome.Condensed outcome) {
        return outcome.toString();
    }

    @Override
    public String sessions(Outcome.Sessions outcome) {
        return outcome.toString();
    }
}
