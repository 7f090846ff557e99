package io.holdfast.cli.election;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.output.Text;
import io.holdfast.client.ElectedLeader;
import io.holdfast.client.ElectionDetails;
import io.holdfast.client.ElectionUpdate;
import io.holdfast.model.Bytes;
import io.holdfast.model.lock.WaitRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Elections as documents and as text. */
final class ElectionTexts {
    private ElectionTexts() {}

    static Document document(ElectedLeader leader) {
        return new Document()
                .put("election", leader.election())
                .put("candidate", leader.candidate())
                .put("token", leader.token())
                .put("value", leader.value())
                .put("session", Long.toHexString(leader.session()))
                .put("client", leader.client())
                .put("since", leader.since().toString());
    }

    static Document document(ElectionDetails details) {
        Document document = new Document()
                .put("election", details.election())
                .put("revision", details.revision())
                .put("waiting", details.waiting());
        details.leader().ifPresent(leader -> document.put("leader", document(leader)));
        List<Document> candidates = new ArrayList<>();
        for (WaitRecord wait : details.candidates()) {
            candidates.add(document(wait));
        }
        return document.put("candidates", candidates);
    }

    private static Document document(WaitRecord wait) {
        return new Document()
                .put("candidate", wait.claim().label())
                .put("priority", wait.claim().priority())
                .put("value", wait.claim().value())
                .put("session", Long.toHexString(wait.session()))
                .put("client", wait.client())
                .put("principal", wait.principal())
                .put("address", wait.address())
                .put("since", Instant.ofEpochMilli(wait.sinceMillis()).toString());
    }

    static String text(ElectionDetails details) {
        Table table = new Table("", "CANDIDATE", "TOKEN", "PRIORITY", "CLIENT", "SESSION", "SINCE", "VALUE");
        details.leader()
                .ifPresent(leader -> table.row(
                        "leads",
                        name(leader.candidate()),
                        Long.toString(leader.token()),
                        "-",
                        leader.client(),
                        Long.toHexString(leader.session()),
                        leader.since().toString(),
                        shown(leader.value())));
        int place = 1;
        for (WaitRecord wait : details.candidates()) {
            table.row(
                    "waits, " + place++,
                    name(wait.claim().label()),
                    "-",
                    Integer.toString(wait.claim().priority()),
                    wait.client(),
                    Long.toHexString(wait.session()),
                    Instant.ofEpochMilli(wait.sinceMillis()).toString(),
                    shown(wait.claim().value()));
        }
        int hidden = details.waiting() - details.candidates().size();
        return hidden == 0 ? table.toString() : table + "\nand " + hidden + " more wait";
    }

    static Document document(String election, ElectionUpdate update) {
        if (update instanceof ElectionUpdate.Current current) {
            Document document = new Document().put("update", "current").put("election", election);
            current.leader().ifPresent(leader -> document.put("leader", document(leader)));
            return document.put("missed", current.missed());
        }
        if (update instanceof ElectionUpdate.Elected elected) {
            return new Document()
                    .put("update", "elected")
                    .put("election", election)
                    .put("leader", document(elected.leader()));
        }
        if (update instanceof ElectionUpdate.Published published) {
            return new Document()
                    .put("update", "published")
                    .put("election", election)
                    .put("leader", document(published.leader()));
        }
        ElectionUpdate.Ended ended = (ElectionUpdate.Ended) update;
        return new Document()
                .put("update", "ended")
                .put("election", election)
                .put("leader", document(ended.leader()))
                .put("end", ended.how().end().name())
                .put("message", ended.how().message());
    }

    static String text(ElectionUpdate update) {
        if (update instanceof ElectionUpdate.Current current) {
            String missed = current.missed() ? "changes were missed; " : "";
            return missed
                    + current.leader().map(leader -> leads(leader, "leads")).orElse("nobody leads");
        }
        if (update instanceof ElectionUpdate.Elected elected) {
            return leads(elected.leader(), "is elected");
        }
        if (update instanceof ElectionUpdate.Published published) {
            return leads(published.leader(), "publishes");
        }
        ElectionUpdate.Ended ended = (ElectionUpdate.Ended) update;
        return name(ended.leader().candidate()) + " leads no more, token "
                + ended.leader().token() + ": "
                + ended.how().end().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (ended.how().message().isEmpty() ? "" : ", " + ended.how().message());
    }

    private static String leads(ElectedLeader leader, String verb) {
        String value = leader.value().isEmpty() ? "" : ", value " + shown(leader.value());
        return name(leader.candidate()) + " " + verb + ", token " + leader.token() + value;
    }

    private static String shown(Bytes value) {
        String text = Text.strictUtf8(value);
        return text == null ? "base64:" + Text.base64(value) : text;
    }

    private static String name(String candidate) {
        return candidate.isEmpty() ? "(no name)" : candidate;
    }
}
