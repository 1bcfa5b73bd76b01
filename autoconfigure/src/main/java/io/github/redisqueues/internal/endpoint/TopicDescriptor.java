package io.github.redisqueues.internal.endpoint;

/**
 * A topic, as the endpoint shows it.
 *
 * @param name its name
 * @param payloadType the type of its payloads
 * @param dropped how many messages this process dropped because a subscriber was slow
 */
public record TopicDescriptor(String name, String payloadType, long dropped) {

}
