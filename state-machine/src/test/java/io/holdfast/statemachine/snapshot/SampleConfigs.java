package io.holdfast.statemachine.snapshot;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands that make sets with releases of every state, a halted rollout, a schema, and clients of every verdict. */
final class SampleConfigs {
    private static final long SESSION = 0x600;
    private static final Bytes SCHEMA = Bytes.utf8("{\"type\":\"object\"}");
    private static final Label EU = new Label("region", "eu");

    private SampleConfigs() {}

    static List<Command> commands() {
        return List.of(
                new SessionCommand.Open(SESSION, 10_000, "app", "alice", "host:6"),
                new ConfigCommand.Attach("shop", SCHEMA, ReleaseChecksum.of(SCHEMA), Bytes.EMPTY, "ops"),
                publish("shop", "pool: 1", null, SCHEMA),
                publish("shop", "pool: 2", null, SCHEMA),
                new ConfigCommand.Retain("shop", 7, "ops"),
                publish("shop", "pool: 3", new Stage(List.of(), 10, 0), SCHEMA),
                new ConfigCommand.Steer("shop", 3, Steering.ABORT, "not now", "ops"),
                publish("shop", "pool: 0", new Stage(List.of(EU), 50, 1), SCHEMA),
                say("shop", Verdict.APPLIED, 2, ""),
                say("shop", Verdict.REJECTED, 4, "größe 0"),
                publish("shop/flags", "{}", null, Bytes.EMPTY),
                say("shop/flags", Verdict.ENROLLED, 0, ""),
                say("nobody-made-it", Verdict.ENROLLED, 0, ""));
    }

    private static ConfigCommand publish(String set, String content, @Nullable Stage stage, Bytes schema) {
        List<Document> documents = List.of(
                new Document("app.yaml", DocumentType.YAML, Bytes.utf8(content)),
                new Document("z/key", DocumentType.BINARY, Bytes.of(0, 0xff)));
        Bytes checksum = schema.isEmpty() ? Bytes.EMPTY : ReleaseChecksum.of(schema);
        return new ConfigCommand.Publish(
                set, -1, documents, ReleaseChecksum.of(documents), checksum, "größer", 0, stage, "ci");
    }

    private static ConfigCommand say(String set, Verdict verdict, long release, String reason) {
        return new ConfigCommand.Acknowledge(SESSION, set, "app-6 of " + set, List.of(EU), verdict, release, reason);
    }
}
