package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.server.DivisionInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoleGlimpseTest {
    @Test
    void aLeaderWhoseTermIsOverAMomentBeforeItsRoleIsNoBrokenInvariant() {
        assertThat(RoleGlimpse.of(
                        answering(new IllegalStateException("currentTerm: expected == 23 but computed == 24"))))
                .isNull();
    }

    @Test
    void anyOtherTroubleIsNotHidden() {
        assertThatThrownBy(() -> RoleGlimpse.of(answering(new IllegalArgumentException("a bug"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void otherwiseTheRoleIsTold() {
        assertThat(RoleGlimpse.of(answering(null))).isEqualTo(RoleInfoProto.getDefaultInstance());
    }

    private static DivisionInfo answering(@Nullable RuntimeException trouble) {
        return (DivisionInfo) Proxy.newProxyInstance(
                RoleGlimpseTest.class.getClassLoader(),
                new Class<?>[] {DivisionInfo.class},
                (proxy, method, arguments) -> {
                    if (trouble != null) {
                        throw trouble;
                    }
                    return RoleInfoProto.getDefaultInstance();
                });
    }
}
