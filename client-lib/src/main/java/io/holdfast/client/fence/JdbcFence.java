package io.holdfast.client.fence;

import io.holdfast.client.FencedException;
import io.holdfast.model.lock.LockGuard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Rows of a table that remember the highest fencing token that changed them, and take no change behind a lower one. Then a
 * holder that was paused past the end of its lock changes nothing that the next holder has changed. Immutable; safe for any
 * thread that has a connection of its own.
 *
 * <pre>{@code
 * // CREATE TABLE orders (id BIGINT PRIMARY KEY, state VARCHAR(20), fence BIGINT DEFAULT 0 NOT NULL)
 * JdbcFence orders = JdbcFence.of("orders", "id", "fence");
 * try (LockHandle held = locks.acquire("orders/42", Duration.ofSeconds(5))) {
 *     orders.update(connection, held.fence(), 42L, Map.of("state", "shipped"));
 * }
 * }</pre>
 *
 * <p>The table must be changed in this way by everybody, and each row behind one lock: tokens of different locks say nothing
 * about each other. For more than one statement call {@link #guard} first, in the same transaction: it keeps the row locked
 * until that ends. The fence column must not be null; it only grows.
 */
public final class JdbcFence {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");

    private final String table;
    private final String id;
    private final String fence;

    private JdbcFence(String table, String id, String fence) {
        this.table = identifier(table);
        this.id = identifier(id);
        this.fence = identifier(fence);
    }

    /**
     * The rows of a table.
     *
     * @param table its name, with its schema if need be
     * @param id the column that tells its rows apart
     * @param fence the column of the highest token: a 64-bit integer, not null, 0 at first
     * @throws IllegalArgumentException if one of them is no plain identifier: it stands in statements as it is
     */
    public static JdbcFence of(String table, String id, String fence) {
        return new JdbcFence(table, id, fence);
    }

    private static String identifier(String name) {
        if (!IDENTIFIER.matcher(name).matches()) {
            throw new IllegalArgumentException("not a plain identifier: " + name);
        }
        return name;
    }

    /**
     * Sees that no higher token has changed a row, and that no lower one will: {@code UPDATE t SET fence=? WHERE id=? AND
     * fence<=?}. In a transaction the row stays locked until its end.
     *
     * @return whether there is such a row
     * @throws FencedException if a higher token has changed it
     * @throws SQLException what the database says; or the row was not changed, though this transaction sees no higher token
     */
    public boolean guard(Connection connection, LockGuard holder, Object row) throws SQLException {
        return update(connection, holder, row, Map.of());
    }

    /**
     * Changes a row, unless a higher token has changed it: {@code UPDATE t SET ..., fence=? WHERE id=? AND fence<=?}.
     *
     * @param holder the lock and the token it is held with: {@link io.holdfast.client.LockHandle#fence}
     * @param row the value of its id column
     * @param values new values by column; null is one
     * @return whether there is such a row
     * @throws FencedException if a higher token has changed it; nothing was changed
     * @throws IllegalArgumentException if a column is no plain identifier, or the fence column itself
     * @throws SQLException what the database says; or the row was not changed, though this transaction sees no higher token
     */
    public boolean update(Connection connection, LockGuard holder, Object row, Map<String, ?> values)
            throws SQLException {
        Objects.requireNonNull(row, "row");
        Map<String, Object> columns = new LinkedHashMap<>(values);
        StringBuilder sql = new StringBuilder("UPDATE ").append(table).append(" SET ");
        for (String column : columns.keySet()) {
            if (identifier(column).equalsIgnoreCase(fence)) {
                throw new IllegalArgumentException("the column " + column + " is the fence itself");
            }
            sql.append(column).append(" = ?, ");
        }
        sql.append(fence)
                .append(" = ? WHERE ")
                .append(id)
                .append(" = ? AND ")
                .append(fence)
                .append(" <= ?");
        // A row that came between the two statements is no fence: it is tried once more.
        return changed(connection, sql.toString(), columns, holder, row)
                || (there(connection, holder, row)
                        && (changed(connection, sql.toString(), columns, holder, row)
                                || refuse(connection, holder, row)));
    }

    private static boolean changed(
            Connection connection, String sql, Map<String, Object> columns, LockGuard holder, Object row)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int at = 0;
            for (Object value : columns.values()) {
                statement.setObject(++at, value);
            }
            statement.setLong(++at, holder.token());
            statement.setObject(++at, row);
            statement.setLong(++at, holder.token());
            return statement.executeUpdate() > 0;
        }
    }

    /** Whether there is such a row; throws if a higher token has changed it. */
    private boolean there(Connection connection, LockGuard holder, Object row) throws SQLException {
        String sql = "SELECT " + fence + " FROM " + table + " WHERE " + id + " = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, row);
            try (ResultSet found = statement.executeQuery()) {
                if (!found.next()) {
                    return false;
                }
                long highest = found.getLong(1);
                if (found.wasNull()) {
                    throw new SQLException(
                            "the column " + fence + " of the row " + row + " of " + table
                                    + " is null: nobody can tell which token changed it last; it must not be null, and 0 at first");
                }
                if (highest > holder.token()) {
                    throw new FencedException(
                            highest,
                            "the row " + row + " of " + table + " was changed behind token " + highest + " of the lock "
                                    + holder.name() + ", later than " + holder.token() + ": the lock was lost");
                }
                return true;
            }
        }
    }

    /** A row that is there, that no higher token seems to have changed, and that was not changed twice. */
    private boolean refuse(Connection connection, LockGuard holder, Object row) throws SQLException {
        if (!there(connection, holder, row)) {
            return false;
        }
        // Not a success: a transaction that reads an older state than it writes is just the one that may be overtaken.
        throw new SQLException(
                "the row " + row + " of " + table + " did not take the token " + holder.token() + " of the lock "
                        + holder.name()
                        + ", and the transaction sees no higher one: either it reads an older state than it"
                        + " writes (roll it back and begin another), or the driver counts only rows whose values changed"
                        + " (let it count those it found; MySQL: useAffectedRows=false)",
                "40001");
    }
}
