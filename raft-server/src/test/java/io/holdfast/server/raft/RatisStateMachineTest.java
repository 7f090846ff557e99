package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.model.command.CommandBatch;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.storage.LogCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class RatisStateMachineTest {
    private final RecordingFailStop failStop = new RecordingFailStop();
    private final AppliedIndex applied = new AppliedIndex();
    private final List<Long> heard = new ArrayList<>();
    private final DigestSamples digests = new DigestSamples();
    private final RatisStateMachine stateMachine =
            new RatisStateMachine(new CoordinationState(), applied, new Listener(), digests, () -> {}, failStop);

    @Test
    void aFollowerDecodesAndAppliesAnEntry() {
        assertThat(stateMachine.applyTransaction(entry(5, put("a")))).isCompleted();
        assertThat(applied.get()).isEqualTo(5);
        assertThat(heard).containsExactly(5L);
        assertThat(failStop.lines()).isEmpty();
    }

    @Test
    void anEntryThatCannotBeReadStopsTheNodeNamingIt() {
        stateMachine.applyTransaction(entry(5, new byte[] {99, 1, 2}));
        assertThat(failStop.lines())
                .singleElement()
                .asString()
                .contains("log entry 5 of term 1 cannot be read")
                .contains("replace the member");
        assertThat(applied.get()).isEqualTo(-1);
    }

    @Test
    void aFailedLogWriteStopsTheNodeNamingTheEntry() {
        LogEntryProto failed = LogEntryProto.newBuilder().setIndex(9).build();
        stateMachine.notifyLogFailed(new IOException("No space left on device"), failed);
        assertThat(failStop.lines())
                .singleElement()
                .asString()
                .contains("log entry 9")
                .contains("No space left on device")
                .contains("check the disk");
    }

    @Test
    void digestsAreTakenAtMultiplesOfTheirStepAlsoAcrossConfigurationEntries() {
        for (long index = 0; index < 3 * DigestSamples.EVERY; index++) {
            if (index % DigestSamples.EVERY == 0) {
                stateMachine.notifyTermIndexUpdated(1, index);
            } else {
                stateMachine.applyTransaction(entry(index, put("k" + index)));
            }
        }
        assertThat(digests.newest()).extracting(sample -> sample.index()).containsExactly(0L, 64L, 128L);
    }

    private static byte[] put(String key) {
        return LogCodec.encode(1, 2, 3, List.of(TestCluster.put(key, "v")));
    }

    private static TransactionContext entry(long index, byte[] content) {
        LogEntryProto entry = LogEntryProto.newBuilder()
                .setTerm(1)
                .setIndex(index)
                .setStateMachineLogEntry(
                        StateMachineLogEntryProto.newBuilder().setLogData(ByteString.copyFrom(content)))
                .build();
        TransactionContext context = mock(TransactionContext.class);
        when(context.getLogEntry()).thenReturn(entry);
        return context;
    }

    private final class Listener implements RatisStateMachine.ApplyListener {
        @Override
        public void applying(Applied result) {}

        @Override
        public void applied(long index, CommandBatch batch, Applied result) {
            heard.add(index);
        }

        @Override
        public void skipped(long index) {
            heard.add(index);
        }
    }
}
