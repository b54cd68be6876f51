package io.unveil.analyzer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.analyzer.model.Port.Access;
import io.unveil.analyzer.model.Port.Root;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "Return|RETURN|-1|VALUE||-1",
        "Receiver|RECEIVER|-1|VALUE||-1",
        "Argument(0)|ARGUMENT|0|VALUE||-1",
        "Argument(12)|ARGUMENT|12|VALUE||-1",
        "Return.content|RETURN|-1|CONTENT||-1",
        "Receiver.content[\"body\"]|RECEIVER|-1|CONTENT|body|-1",
        "Receiver.content[Argument(0)]|RECEIVER|-1|CONTENT||0",
        "Receiver.content[next]|RECEIVER|-1|CONTENT||-3",
        "Argument(2).content[any]|ARGUMENT|2|CONTENT||-2",
        "Argument(2).all|ARGUMENT|2|ALL||-1",
        "Receiver.callback(onPostExecute,0)|RECEIVER|-1|CALLBACK|onPostExecute,0|-1",
        "Receiver.field(url)|RECEIVER|-1|FIELD|url|-1",
        "Store(sqlite)|STORE|-1|VALUE|sqlite|-1",
        "Text(<files>)|TEXT|-1|VALUE|<files>|-1",
        "Receiver.objects|RECEIVER|-1|OBJECTS||-1",
        "Receiver.rows[Argument(0)]|RECEIVER|-1|ROWS||0",
      })
  void notation_isRead(
      String text, Root root, int argument, Access access, @Nullable String key, int keyArgument) {
    assertThat(Port.parse(text)).isEqualTo(new Port(root, argument, access, key, keyArgument));
  }

  @Test
  void keysOfAStore_areReadOutermostFirst() {
    assertThat(Port.parse("Store(prefs)[Receiver][Argument(0)]"))
        .isEqualTo(
            new Port(
                Root.STORE,
                -1,
                Access.VALUE,
                "prefs",
                -1,
                null,
                List.of(Port.parse("Receiver"), Port.parse("Argument(0)"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "return",
        "Argument",
        "Argument()",
        "Argument(x)",
        "Argument(100)",
        "Argument(-1)",
        "Return.contents",
        "Return.content.all",
        "Return.all[\"x\"]",
        "Receiver.content[\"\"]",
        "Receiver.content[1]",
        "Receiver.callback(run)",
        "Store()",
        "Store(sqlite)[]",
        "Store(sqlite)[Return]",
        "Store(sqlite)[Receiver][Receiver][Receiver]",
        "Text()",
        "Receiver.rows[0]",
        "Store(Sqlite)",
        " Return",
        "Return "
      })
  void anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> Port.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a port: \"" + text + "\"");
  }

  @Test
  void keyWithoutContent_isRefused() {
    assertThatThrownBy(() -> Port.parse("Receiver[\"body\"]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a key needs .content: \"Receiver[\"body\"]\"");
  }

  @Test
  void misspeltPort_namesTheNearest() {
    assertThatThrownBy(() -> Port.parse("Reciever.content"))
        .hasMessage("not a port: \"Reciever.content\" (did you mean \"Receiver.content\"?)");
  }

  @Test
  void flow_isTwoPorts() {
    assertThat(MethodModel.Flow.parse("Argument(1) -> Receiver.content"))
        .isEqualTo(new MethodModel.Flow(Port.parse("Argument(1)"), Port.parse("Receiver.content")));
    assertThatThrownBy(() -> MethodModel.Flow.parse("Argument(1)->Return"))
        .hasMessage("no \" -> \" in \"Argument(1)->Return\"");
  }
}
