package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.holdfast.model.Leader;
import io.holdfast.server.port.Proposer;
import io.holdfast.server.raft.RaftOptions.MemberAddress;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.statemachine.CoordinationState;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrarTest {
    @TempDir
    Path folder;

    @Test
    void aLeaderWhoseAddressIsNotKnownYetIsNotAskedUntilItIs() throws Exception {
        Leadership leadership = mock(Leadership.class);
        PeerLink peers = mock(PeerLink.class);
        when(peers.register(any(), any(), anyLong())).thenReturn(new CompletableFuture<>());
        when(leadership.leader()).thenReturn(new Leader("n2", "", 1));
        RecordingFailStop failStop = new RecordingFailStop();
        try (DataDirectory directory = DataDirectory.open(folder.resolve("data"), "test", "n1")) {
            directory.format("test", "n1");
            Registrar registrar = new Registrar(
                    RaftOptions.of(
                            "test", "n1", "127.0.0.1", List.of(new MemberAddress("n1", "127.0.0.1", 7400, 7401))),
                    directory,
                    new CoordinationState(),
                    leadership,
                    mock(Proposer.class),
                    peers,
                    failStop);

            registrar.tick();
            verify(peers, never()).register(any(), any(), anyLong());

            when(leadership.leader()).thenReturn(new Leader("n2", "127.0.0.1:7410", 1));
            registrar.tick();
            verify(peers).register(eq(new MemberAddress("n2", "127.0.0.1", 7410, 7410)), any(), anyLong());
        }
        assertThat(failStop.lines()).isEmpty();
    }
}
