package io.holdfast.client.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.client.FencedException;
import io.holdfast.model.lock.LockGuard;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows of an embedded H2 that take no change behind an older token: pain 2 of the field. */
class JdbcFenceTest {
    private static final JdbcFence ORDERS = JdbcFence.of("orders", "id", "fence");

    private Connection connection = connect();

    private static Connection connect() {
        try {
            return DriverManager.getConnection("jdbc:h2:mem:");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void create() throws SQLException {
        connection = connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE orders (id BIGINT PRIMARY KEY, state VARCHAR(20), fence BIGINT DEFAULT 0 NOT NULL)");
            statement.execute("INSERT INTO orders (id, state) VALUES (42, 'new')");
        }
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private static LockGuard token(long token) {
        return new LockGuard("orders/42", token);
    }

    private String row() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT state, fence FROM orders WHERE id = 42")) {
            assertThat(found.next()).isTrue();
            return found.getString(1) + "/" + found.getLong(2);
        }
    }

    @Test
    void pain2_aHolderThatWasOvertakenChangesNothing() throws SQLException {
        assertThat(ORDERS.update(connection, token(7), 42L, Map.of("state", "packed")))
                .isTrue();
        assertThat(ORDERS.update(connection, token(7), 42L, Map.of("state", "labelled")))
                .isTrue();
        assertThat(ORDERS.update(connection, token(9), 42L, Map.of("state", "shipped")))
                .isTrue();
        assertThatExceptionOfType(FencedException.class)
                .isThrownBy(() -> ORDERS.update(connection, token(7), 42L, Map.of("state", "packed")))
                .withMessageContaining("token 9")
                .satisfies(fenced -> assertThat(fenced.latest()).isEqualTo(9));
        assertThat(row()).isEqualTo("shipped/9");
    }

    @Test
    void aGuardAloneRaisesTheFenceForWhatFollowsInTheTransaction() throws SQLException {
        connection.setAutoCommit(false);
        assertThat(ORDERS.guard(connection, token(8), 42L)).isTrue();
        connection.commit();
        assertThat(row()).isEqualTo("new/8");
        assertThatExceptionOfType(FencedException.class).isThrownBy(() -> ORDERS.guard(connection, token(7), 42L));
    }

    /** The connection, whose first statements to update find no row: it came, or the fence fell, after they looked. */
    private Connection missing(int updates) {
        int[] left = {updates};
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    String sql = String.valueOf(arguments[0]);
                    boolean misses = sql.startsWith("UPDATE") && left[0]-- > 0;
                    return connection.prepareStatement(misses ? sql + " AND 1 = 0" : sql);
                });
    }

    @Test
    void aRowThatCameAfterTheUpdateLookedIsChangedAtTheSecondAttempt() throws SQLException {
        assertThat(ORDERS.update(missing(1), token(7), 42L, Map.of("state", "packed")))
                .isTrue();
        assertThat(row()).isEqualTo("packed/7");
        assertThat(ORDERS.guard(missing(1), token(7), 42L)).isTrue();
    }

    @Test
    void aRowThatTakesNoTokenThoughNoHigherOneIsSeenIsNeitherASuccessNorSaidToBeFenced() throws SQLException {
        assertThat(ORDERS.guard(connection, token(7), 42L)).isTrue();
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> ORDERS.guard(missing(2), token(7), 42L))
                .withMessageContaining("sees no higher one")
                .satisfies(thrown -> assertThat(thrown.getSQLState()).isEqualTo("40001"));
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> ORDERS.update(missing(2), token(8), 42L, Map.of("state", "packed")))
                .withMessageContaining("sees no higher one");
        assertThat(row()).isEqualTo("new/7");
    }

    @Test
    void aFenceThatIsNullIsAnErrorOfItsOwn() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE orders ALTER COLUMN fence DROP NOT NULL");
            statement.execute("UPDATE orders SET fence = NULL");
        }
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> ORDERS.guard(connection, token(7), 42L))
                .withMessageContaining("is null");
    }

    @Test
    void aRowThatIsNotThereIsNotAFence() throws SQLException {
        assertThat(ORDERS.update(connection, token(7), 43L, Map.of("state", "packed")))
                .isFalse();
    }

    @Test
    void namesStandInStatementsAsTheyAreSoOnlyPlainOnesAreTaken() {
        assertThatIllegalArgumentException().isThrownBy(() -> JdbcFence.of("orders; DROP TABLE x", "id", "fence"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ORDERS.update(connection, token(7), 42L, Map.of("state = 'x' --", "y")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ORDERS.update(connection, token(7), 42L, Map.of("FENCE", 1)));
    }
}
