package io.github.redisqueues.internal.endpoint;

import java.util.List;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A page of messages.
 *
 * @param queue name of the queue
 * @param state which messages: ready, delayed, in_flight or dead
 * @param total how many there are
 * @param offset how many of them come before the page
 * @param searched how many of them were looked at, if the page is the result of a search
 * @param payloadsShown whether the reader may see payloads
 * @param messages the messages
 */
public record MessagePage(String queue, String state, long total, int offset, long searched, boolean payloadsShown,
		List<MessageDescriptor> messages) implements OperationResponseBody {

}
