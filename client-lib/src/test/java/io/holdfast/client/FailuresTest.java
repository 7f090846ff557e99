package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.CallFailure.Kind;
import io.holdfast.model.session.RequestId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an exception tells of a call's outcome is what the engine knows of it, whatever the kind of trouble. */
class FailuresTest {
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aWriteInDoubtIsToldAsUnknownAndByName(Kind kind) {
        RequestId name = new RequestId(7, 3);
        HoldfastException told = Failures.exception(new CallFailure(kind, true, "n1", "why", null, name));
        assertThat(told.outcome()).isEqualTo(OperationOutcome.UNKNOWN);
        assertThat(told.requestIdOrNull()).isEqualTo(name);
        assertThat(told.atCaller().outcome()).isEqualTo(OperationOutcome.UNKNOWN);
        assertThat(told.atCaller().requestIdOrNull()).isEqualTo(name);
    }
}
