package io.unveil.benchmarks.droidbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SootSignatureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.B: java.lang.String id() | La/B;->id()Ljava/lang/String;",
        "a.B$C: void <init>(java.lang.String) | La/B$C;-><init>(Ljava/lang/String;)V",
        "B: int i(java.lang.String,boolean) | LB;->i(Ljava/lang/String;Z)I",
        "a.B: byte[][] f(long,char[],a.C[]) | La/B;->f(J[C[La/C;)[[B",
        "a.B: float g(short,double,byte) | La/B;->g(SDB)F"
      })
  void signature_becomesADexMethodAndBack(String soot, String dex) {
    assertThat(SootSignature.toDex(soot)).isEqualTo(dex);
    assertThat(SootSignature.toDex("<" + soot + ">")).isEqualTo(dex);
    assertThat(SootSignature.fromDex(dex)).isEqualTo(soot);
  }

  @Test
  void whatIsNoSignature_isRefused() {
    assertThatThrownBy(() -> SootSignature.toDex("La/B;->id()V"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a method signature: \"La/B;->id()V\"");
    assertThatThrownBy(() -> SootSignature.fromDex("a.B: void id()"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SootSignature.fromDex("La/B;->id(X)V"))
        .hasMessageContaining("not a type");
  }
}
