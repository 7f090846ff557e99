package io.holdfast.it.example;

import io.holdfast.client.FencedException;
import io.holdfast.client.fence.JdbcFence;
import io.holdfast.model.lock.LockGuard;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A table that one worker at a time writes to, each row behind the worker's fencing token. One row of a second table, the head,
 * remembers the highest token and is locked by whoever writes; so what comes behind a lower token is refused in the transaction
 * that would have written it, however late it comes. Safe for any thread.
 *
 * @param url where the database is
 */
record Journal(String url) {
    private static final int HEAD = 1;
    private static final JdbcFence FENCE = JdbcFence.of("journal_head", "id", "fence");

    /**
     * One row.
     *
     * @param number from 1, without gaps
     * @param token behind which fencing token it was written
     * @param worker by whom
     */
    record Row(long number, long token, String worker) {}

    /** Makes the tables. */
    void create() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE journal_head"
                    + " (id INT PRIMARY KEY, last BIGINT NOT NULL, fence BIGINT DEFAULT 0 NOT NULL)");
            statement.execute("INSERT INTO journal_head (id, last) VALUES (" + HEAD + ", 0)");
            statement.execute(
                    "CREATE TABLE journal (number BIGINT PRIMARY KEY, token BIGINT NOT NULL, worker VARCHAR(40) NOT NULL)");
        }
    }

    /**
     * Writes the next row.
     *
     * @param fence what the worker leads by
     * @throws FencedException if a later leader has written; nothing was written then
     * @throws SQLException what the database says; nothing was written, unless it was the commit that failed
     */
    void append(LockGuard fence, String worker) throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            try {
                // First, as it locks the head until the end of the transaction: nobody comes between.
                if (!FENCE.guard(connection, fence, HEAD)) {
                    throw new SQLException("the journal has no head: was it created?");
                }
                long number = last(connection) + 1;
                insert(connection, new Row(number, fence.token(), worker));
                FENCE.update(connection, fence, HEAD, Map.of("last", number));
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private static long last(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT last FROM journal_head WHERE id = ?")) {
            select.setInt(1, HEAD);
            try (ResultSet found = select.executeQuery()) {
                found.next();
                return found.getLong(1);
            }
        }
    }

    private static void insert(Connection connection, Row row) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO journal (number, token, worker) VALUES (?, ?, ?)")) {
            insert.setLong(1, row.number());
            insert.setLong(2, row.token());
            insert.setString(3, row.worker());
            insert.executeUpdate();
        }
    }

    /** All rows, in the order in which they were written. */
    List<Row> rows() throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT number, token, worker FROM journal ORDER BY number")) {
            while (found.next()) {
                rows.add(new Row(found.getLong(1), found.getLong(2), found.getString(3)));
            }
        }
        return rows;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }
}
