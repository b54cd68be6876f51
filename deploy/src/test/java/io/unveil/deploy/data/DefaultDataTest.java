package io.unveil.deploy.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultDataTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          Linux,     '',                                     /home/a/.local/share/unveil
          Linux,     XDG_DATA_HOME=/data,                    /data/unveil
          Linux,     XDG_DATA_HOME=relative,                 /home/a/.local/share/unveil
          Linux,     XDG_DATA_HOME=/data UNVEIL_DATA=/lab,   /lab
          Linux,     UNVEIL_DATA=lab,                        lab
          FreeBSD,   '',                                     /home/a/.local/share/unveil
          Mac OS X,  '',                                     /home/a/Library/Application Support/unveil
          Mac OS X,  UNVEIL_DATA=/lab,                       /lab
          Windows 11,LOCALAPPDATA=/local,                    /local/unveil
          Windows 11,'',                                     /home/a/AppData/Local/unveil
          """)
  void platformAndEnvironment_decide(String system, String environment, String expected) {
    Map<String, String> variables = new HashMap<>();
    for (String word : environment.split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        variables.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }

    assertThat(DefaultData.of(variables, system, "/home/a")).hasToString(expected);
  }
}
