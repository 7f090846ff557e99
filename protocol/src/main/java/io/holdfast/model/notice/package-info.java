/** Topics: what a client may be told of whenever it changes, and then looks at itself. */
@NullMarked
package io.holdfast.model.notice;

import org.jspecify.annotations.NullMarked;
