package io.github.redisqueues.shop.opening;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.redisqueues.shop.ShopProperties;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/**
 * The file of orders, one JSON object per line. The whole file is read before the first
 * order is sent, so an invalid line has no effect on the stock.
 */
@Component
class OrderFile {

	private static final int MAX_PROBLEMS = 10;

	private final String location;

	private final ObjectReader reader = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.build()
		.readerFor(OrderLine.Json.class);

	OrderFile(ShopProperties properties) {
		this.location = properties.orders();
	}

	/**
	 * Reads the file.
	 * @return the orders, one or more
	 * @throws OrderFileException if the file cannot be read, has no orders, or has an
	 * invalid line
	 */
	List<OrderLine> read() {
		List<OrderLine> orders = new ArrayList<>();
		List<String> problems = new ArrayList<>();
		Map<String, Integer> linesById = new HashMap<>();
		Resource file = ApplicationResourceLoader.get().getResource(this.location);
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(file.getInputStream(), StandardCharsets.UTF_8))) {
			String line;
			for (int number = 1; (line = lines.readLine()) != null && problems.size() < MAX_PROBLEMS; number++) {
				try {
					if (!line.isBlank()) {
						orders.add(parse(line, number, linesById));
					}
				}
				catch (IllegalArgumentException ex) {
					problems.add("line " + number + ": " + ex.getMessage());
				}
			}
		}
		catch (FileNotFoundException | NoSuchFileException ex) {
			throw new OrderFileException(this.location, List.of("there is no such file: " + file.getDescription()));
		}
		catch (IOException ex) {
			throw new OrderFileException(this.location, List.of("it cannot be read: " + ex.getMessage()));
		}
		if (orders.isEmpty() && problems.isEmpty()) {
			problems.add("it has no orders");
		}
		if (!problems.isEmpty()) {
			throw new OrderFileException(this.location, problems);
		}
		return orders;
	}

	private OrderLine parse(String line, int number, Map<String, Integer> linesById) {
		OrderLine order = parse(line);
		Integer first = linesById.putIfAbsent(order.order().id(), number);
		if (first != null) {
			throw new IllegalArgumentException("id '" + order.order().id() + "' is already used in line " + first);
		}
		return order;
	}

	private OrderLine parse(String line) {
		try {
			OrderLine.Json json = this.reader.readValue(line);
			if (json == null) {
				throw new IllegalArgumentException("not an order: null");
			}
			return json.toOrderLine();
		}
		catch (UnrecognizedPropertyException ex) {
			throw new IllegalArgumentException("unknown property '" + ex.getPropertyName() + "'", ex);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("not an order: " + ex.getOriginalMessage(), ex);
		}
	}

}
