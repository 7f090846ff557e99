package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.config.SchemaChange;

/** Writes the commands of configuration. */
final class ConfigCommandWriter implements ConfigCommand.Handler<ProtoWriter> {
    private final ProtoWriter writer;

    ConfigCommandWriter(ProtoWriter writer) {
        this.writer = writer;
    }

    @Override
    public ProtoWriter publish(ConfigCommand.Publish command) {
        int mark = writer.size();
        if (command.schemaChange() != null) {
            write(command.schemaChange());
        }
        writer.text(9, "author", command.author(), Limits.MAX_PRINCIPAL_BYTES);
        if (command.stage() != null) {
            DocumentCodec.write(writer, 8, command.stage());
        }
        writer.number(7, command.rollbackOf());
        writer.text(6, "comment", command.comment(), Limits.MAX_COMMENT_BYTES);
        DocumentCodec.writeChecksum(writer, 5, command.schemaChecksum());
        DocumentCodec.writeChecksum(writer, 4, command.checksum());
        DocumentCodec.writeDocuments(writer, 3, command.documents());
        writer.number(2, command.expected());
        DocumentCodec.writeSet(writer, 1, command.set());
        return ended(ConfigCommandReader.PUBLISH, mark);
    }

    private void write(SchemaChange change) {
        int mark = writer.size();
        DocumentCodec.writeChecksum(writer, 2, change.expected());
        writer.bytes(1, change.schema());
        writer.message(10, mark);
    }

    @Override
    public ProtoWriter steer(ConfigCommand.Steer command) {
        int mark = writer.size();
        writer.text(5, "by", command.by(), Limits.MAX_PRINCIPAL_BYTES);
        writer.text(4, "why", command.why(), Limits.MAX_COMMENT_BYTES);
        writer.number(3, command.steering().number());
        writer.number(2, command.release());
        DocumentCodec.writeSet(writer, 1, command.set());
        return ended(61, mark);
    }

    @Override
    public ProtoWriter restage(ConfigCommand.Restage command) {
        int mark = writer.size();
        writer.text(4, "by", command.by(), Limits.MAX_PRINCIPAL_BYTES);
        DocumentCodec.write(writer, 3, command.stage());
        writer.number(2, command.release());
        DocumentCodec.writeSet(writer, 1, command.set());
        return ended(62, mark);
    }

    @Override
    public ProtoWriter attach(ConfigCommand.Attach command) {
        int mark = writer.size();
        writer.text(5, "by", command.by(), Limits.MAX_PRINCIPAL_BYTES);
        DocumentCodec.writeChecksum(writer, 4, command.expected());
        DocumentCodec.writeChecksum(writer, 3, command.checksum());
        writer.bytes(2, command.schema());
        DocumentCodec.writeSet(writer, 1, command.set());
        return ended(63, mark);
    }

    @Override
    public ProtoWriter retain(ConfigCommand.Retain command) {
        int mark = writer.size();
        writer.text(3, "by", command.by(), Limits.MAX_PRINCIPAL_BYTES);
        writer.number(2, command.keep());
        DocumentCodec.writeSet(writer, 1, command.set());
        return ended(64, mark);
    }

    @Override
    public ProtoWriter acknowledge(ConfigCommand.Acknowledge command) {
        int mark = writer.size();
        writer.text(7, "reason", command.reason(), Limits.MAX_CONFIG_TEXT_BYTES);
        writer.number(6, command.release());
        writer.number(5, command.verdict().number());
        DocumentCodec.writeLabels(writer, 4, command.labels());
        writer.text(3, "identity", command.identity(), Limits.MAX_CONFIG_TEXT_BYTES);
        DocumentCodec.writeSet(writer, 2, command.set());
        writer.fixed64(1, command.session());
        return ended(65, mark);
    }

    @Override
    public ProtoWriter leave(ConfigCommand.Leave command) {
        int mark = writer.size();
        DocumentCodec.writeSet(writer, 2, command.set());
        writer.fixed64(1, command.session());
        return ended(66, mark);
    }

    private ProtoWriter ended(int field, int mark) {
        writer.message(field, mark);
        return writer;
    }
}
