/** What can be read from the replicated state without a log entry. */
@NullMarked
package io.holdfast.model.query;

import org.jspecify.annotations.NullMarked;
