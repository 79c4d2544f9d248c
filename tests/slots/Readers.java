import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * java.util.Properties, asked by readers.py: a line of JSON {reader, texts} is answered by a line of
 * JSON, a {value} or {error} for each text. All that is not a string of the question is passed over:
 * Python writes it in ASCII.
 */
class Readers {
  public static void main(String[] arguments) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line; (line = in.readLine()) != null; ) {
      List<String> answers = new ArrayList<>();
      for (String text : texts(line)) answers.add(answer(text));
      System.out.println("[" + String.join(",", answers) + "]");
      System.out.flush();
    }
  }

  static String answer(String text) {
    try {
      Properties found = new Properties();
      found.load(new StringReader(text));
      List<String> pairs = new ArrayList<>();
      found.forEach((name, value) -> pairs.add("[" + quoted(name) + "," + quoted(value) + "]"));
      return "{\"value\":{\"map\":[" + String.join(",", pairs) + "]}}";
    } catch (Exception error) {
      return "{\"error\":" + quoted(error) + "}";
    }
  }

  static String quoted(Object value) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : value.toString().toCharArray()) {
      if (c < ' ' || c > '~' || c == '"' || c == '\\') out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    return out.append('"').toString();
  }

  /** The strings between `"texts": [` and its end. */
  static List<String> texts(String line) {
    List<String> found = new ArrayList<>();
    int at = line.indexOf("\"texts\": [") + "\"texts\": [".length();
    while ((at = line.indexOf('"', at)) >= 0) {
      StringBuilder text = new StringBuilder();
      for (at++; line.charAt(at) != '"'; at++) {
        if (line.charAt(at) != '\\') {
          text.append(line.charAt(at));
        } else if (line.charAt(++at) == 'u') {
          text.append((char) Integer.parseInt(line.substring(at + 1, at + 5), 16));
          at += 4;
        } else {
          int escape = "bfnrt".indexOf(line.charAt(at));
          text.append(escape < 0 ? line.charAt(at) : "\b\f\n\r\t".charAt(escape));
        }
      }
      found.add(text.toString());
      at++;
    }
    return found;
  }
}
