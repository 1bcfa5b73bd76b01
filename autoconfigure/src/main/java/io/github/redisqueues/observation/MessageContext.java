package io.github.redisqueues.observation;

import java.util.List;
import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;

/**
 * Messages that were sent in another observation. Either the observation continues the
 * trace of the message in its carrier, or it links to the traces of {@link #linked()}.
 */
public abstract class MessageContext extends ReceiverContext<Map<String, String>> {

	private final List<Map<String, String>> linked;

	/**
	 * Creates a context.
	 * @param kind what happens to the messages
	 * @param parent headers of the message whose trace continues, empty for none
	 * @param linked headers of the messages whose traces are linked
	 */
	protected MessageContext(Kind kind, Map<String, String> parent, List<Map<String, String>> linked) {
		super((carrier, name) -> (carrier != null) ? carrier.get(name) : null, kind);
		this.linked = List.copyOf(linked);
		setCarrier(parent);
	}

	/**
	 * Returns the headers of the messages whose traces are linked.
	 * @return the headers, empty if the trace of the only message continues
	 */
	public List<Map<String, String>> linked() {
		return this.linked;
	}

}
