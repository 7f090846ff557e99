package io.holdfast.wire;

import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.Tally;
import io.holdfast.model.outcome.ConfigOutcome;
import java.util.List;

/** Writes the kinds of outcomes of configuration. */
final class ConfigOutcomeWriter implements ConfigOutcome.Handler<ProtoWriter> {
    private final ProtoWriter writer;

    ConfigOutcomeWriter(ProtoWriter writer) {
        this.writer = writer;
    }

    @Override
    public ProtoWriter published(ConfigOutcome.Published outcome) {
        int mark = writer.size();
        ConfigRecordCodec.write(writer, 1, outcome.header());
        return ended(ConfigOutcomeReader.FIRST, mark);
    }

    @Override
    public ProtoWriter steered(ConfigOutcome.Steered outcome) {
        int mark = writer.size();
        ConfigRecordCodec.write(writer, 1, outcome.record());
        return ended(61, mark);
    }

    @Override
    public ProtoWriter configured(ConfigOutcome.Configured outcome) {
        int mark = writer.size();
        ConfigRecordCodec.write(writer, 1, outcome.record());
        return ended(62, mark);
    }

    @Override
    public ProtoWriter acknowledged(ConfigOutcome.Acknowledged outcome) {
        return ended(63, writer.size());
    }

    @Override
    public ProtoWriter sets(ConfigOutcome.Sets outcome) {
        int mark = writer.size();
        writer.bool(2, outcome.more());
        List<ConfigSetRecord> sets = outcome.sets();
        for (int i = sets.size() - 1; i >= 0; i--) {
            ConfigRecordCodec.write(writer, 1, sets.get(i));
        }
        return ended(64, mark);
    }

    @Override
    public ProtoWriter one(ConfigOutcome.One outcome) {
        int mark = writer.size();
        ConfigRecordCodec.write(writer, 1, outcome.release());
        return ended(65, mark);
    }

    @Override
    public ProtoWriter history(ConfigOutcome.History outcome) {
        int mark = writer.size();
        writer.bool(2, outcome.more());
        List<ReleaseHeader> headers = outcome.headers();
        for (int i = headers.size() - 1; i >= 0; i--) {
            ConfigRecordCodec.write(writer, 1, headers.get(i));
        }
        return ended(66, mark);
    }

    @Override
    public ProtoWriter offered(ConfigOutcome.Offered outcome) {
        int mark = writer.size();
        DocumentCodec.writeDocuments(writer, 3, outcome.documents());
        writer.bool(2, outcome.same());
        if (outcome.header() != null) {
            ConfigRecordCodec.write(writer, 1, outcome.header());
        }
        return ended(67, mark);
    }

    @Override
    public ProtoWriter status(ConfigOutcome.Status outcome) {
        int mark = writer.size();
        writer.bool(5, outcome.more());
        List<ConfigClientRecord> clients = outcome.clients();
        for (int i = clients.size() - 1; i >= 0; i--) {
            ConfigRecordCodec.write(writer, 4, clients.get(i));
        }
        List<Tally> tallies = outcome.tallies();
        for (int i = tallies.size() - 1; i >= 0; i--) {
            ConfigRecordCodec.write(writer, 3, tallies.get(i));
        }
        writer.number(2, outcome.concerned());
        ConfigRecordCodec.write(writer, 1, outcome.record());
        return ended(68, mark);
    }

    @Override
    public ProtoWriter schema(ConfigOutcome.Schema outcome) {
        int mark = writer.size();
        DocumentCodec.writeChecksum(writer, 2, outcome.checksum());
        writer.bytes(1, outcome.schema());
        return ended(69, mark);
    }

    private ProtoWriter ended(int field, int mark) {
        writer.message(field, mark);
        return writer;
    }
}
